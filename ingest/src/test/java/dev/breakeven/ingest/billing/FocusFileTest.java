package dev.breakeven.ingest.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.audit.Charge;
import dev.breakeven.core.audit.ChargeReceiver;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.text.TextSource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FocusFileTest {
  private final List<Charge> charges = new ArrayList<>();

  private FocusFile read(String csv) {
    FocusFile file =
        new FocusFile(
            currency -> Optional.ofNullable(Map.of("EUR", Ratio.of(11, 10)).get(currency)),
            charges::add);
    file.read(
        TextSource.of("bill.csv", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8))));
    return file;
  }

  private static final String HEADER =
      "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,";

  private static String row(String billed, String effective, String currency) {
    return billed + "," + effective + "," + currency + ",2026-10-01T00:00:00Z,2026-10-01 01:00:00,";
  }

  @Test
  void readsTheNamesOfEveryVersion() {
    for (String provider : List.of("ProviderName", "ServiceProviderName", "PROVIDERNAME")) {
      charges.clear();
      read(HEADER + provider + "\n" + row("1.5", "1.25", "USD") + "AWS\n");

      assertThat(charges).hasSize(1);
      assertThat(charges.getFirst().payer().provider()).isEqualTo("AWS");
      assertThat(charges.getFirst().billed()).hasToString("1.5");
      assertThat(charges.getFirst().effective()).hasToString("1.25");
      assertThat(charges.getFirst().from()).isEqualTo(Instant.parse("2026-10-01T00:00:00Z"));
      assertThat(charges.getFirst().to()).isEqualTo(Instant.parse("2026-10-01T01:00:00Z"));
    }
  }

  @Test
  void readsAmountsAsSpreadsheetsLeaveThem() {
    read(
        HEADER
            + "x\n"
            + "\"$10,000.00 \",0.00000000001,USD,5/1/25,6/1/25,\n"
            + "-0.5,NULL,USD,2025-05-01,2025-05-02,\n"
            + "1E-7,(3.20),USD,2025-05-01T00:00:00+02:00,2025-05-02T00:00:00Z,\n"
            + "12345678901234.5,0,USD,2025-05-01,2025-05-02,\n");

    assertThat(charges)
        .extracting(charge -> charge.billed().toString())
        .containsExactly("10000", "-0.5", "0.0000001", "12345678901234.5");
    assertThat(charges)
        .extracting(charge -> charge.effective().toString())
        .containsExactly("0.00000000001", "-0.5", "-3.2", "0");
    assertThat(charges.getFirst().from()).isEqualTo(Instant.parse("2025-05-01T00:00:00Z"));
    assertThat(charges.get(2).from()).isEqualTo(Instant.parse("2025-04-30T22:00:00Z"));
  }

  @Test
  void convertsACurrencyWithARateAndCountsOneWithout() {
    FocusFile file =
        read(HEADER + "x\n" + row("10", "5", "EUR") + "\n" + row("7", "7", "JPY") + "\n");

    assertThat(charges).hasSize(1);
    assertThat(charges.getFirst().billed()).hasToString("11");
    assertThat(file.converted()).containsExactly("EUR");
    assertThat(file.intake().problems())
        .containsExactly(
            new Intake.Problem(
                "an amount in JPY, of which no exchange rate is known", 1, "bill.csv:3"));
  }

  @Test
  void takesTeamAndApplicationFromTagsOfAnySpelling() {
    read(
        HEADER
            + "Tags,SkuPriceDetails\n"
            + row("1", "1", "USD")
            + "\"{\"\" Team \"\": \"\"red\"\", \"\"App\"\": \"\"chat, v2\"\"}\","
            + "\"{\"\"GpuCount\"\": 8, \"\"InstanceType\"\": \"\"p5.48xlarge\"\"}\"\n"
            + row("1", "1", "USD")
            + "not json,null\n");

    assertThat(charges.getFirst().payer().team()).isEqualTo("red");
    assertThat(charges.getFirst().payer().application()).isEqualTo("chat, v2");
    assertThat(charges.getFirst().sku().gpus()).hasValue(8);
    assertThat(charges.getFirst().sku().instance()).isEqualTo("p5.48xlarge");
    assertThat(charges.get(1).payer().team()).isEmpty();
  }

  @Test
  void readsTheResourceOnlyWhereItIsAskedFor() {
    ChargeReceiver machines =
        new ChargeReceiver() {
          @Override
          public void accept(Charge charge) {
            charges.add(charge);
          }

          @Override
          public boolean needsResource(Charge.Sku sku) {
            return sku.service().equals("Machines");
          }
        };
    String csv =
        HEADER
            + "ServiceName,ResourceId,RegionId\n"
            + row("1", "1", "USD")
            + "Machines,i-1,here\n"
            + row("1", "1", "USD")
            + "Storage,bucket,here\n";
    new FocusFile(_ -> Optional.empty(), machines)
        .read(
            TextSource.of(
                "bill.csv", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8))));

    assertThat(charges)
        .extracting(Charge::resource)
        .containsExactly(new Charge.Resource("i-1", "", "here"), Charge.Resource.NONE);
  }

  @Test
  void tellsWhatItLeftOutWithItsPlace() {
    FocusFile file =
        read(
            HEADER
                + "Note\n"
                + row("1", "1", "USD")
                + "\"over\ntwo lines\"\n"
                + row("much", "1", "USD")
                + "x\n"
                + "1,1,USD,someday,2026-10-01,x\n"
                + "1,1\n"
                + row("1", "1", "USD")
                + "\"open\n");

    assertThat(charges).hasSize(1);
    assertThat(file.intake().problems())
        .containsExactly(
            new Intake.Problem("BilledCost is no amount", 1, "bill.csv:4"),
            new Intake.Problem("no charge period that can be read", 1, "bill.csv:5"),
            new Intake.Problem("not as many columns as the header", 1, "bill.csv:6"),
            new Intake.Problem("a quoted field does not end", 1, "bill.csv:7"));
  }

  @Test
  void refusesAnotherKindOfFile() {
    assertThatThrownBy(() -> read("a,b\n1,2\n"))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("BilledCost");
    assertThatThrownBy(() -> read("")).isInstanceOf(BreakevenException.class);
  }
}
