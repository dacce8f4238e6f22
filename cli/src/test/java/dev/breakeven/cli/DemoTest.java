package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.Shell.Result;
import dev.breakeven.cli.wiring.DemoMoment;
import dev.breakeven.cli.wiring.DemoOutcome;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoTest {
  @Test
  void aReplicaDiesAndNothingIsLost() {
    Result demo = Shell.line("demo --seconds 4");

    assertThat(demo.err()).isEmpty();
    assertThat(demo.status()).isZero();
    // fourteen calls a second, and sixty in the second of the five parts: 3.2 s and 0.8 s
    assertThat(demo.out())
        .contains("91 calls, 91 answered whole. Lost: nothing.")
        .contains("      replica 2 was killed, with what ran on it\n")
        .contains("      replica 2 is back\n")
        .containsPattern("(?m)^own +\\d+ +[1-9]\\d* +[\\d,]+ +0\\.\\d+ rent$")
        .containsPattern("(?m)^api +[1-9]\\d* +0 +[\\d,]+ +0\\.00\\d+$")
        .contains("; 0 have no end.");
  }

  @Test
  void itsLengthHasBounds() {
    Result demo = Shell.line("demo --seconds 3");

    assertThat(demo.status()).isEqualTo(2);
    assertThat(demo.err()).contains("--seconds: 3 (expected: 4 to 600)");
  }

  @Test
  void thePictureShowsWhoIsDownAndWhatItCosts() {
    DemoMoment now =
        new DemoMoment(
            21,
            280,
            9,
            271,
            0,
            List.of(
                new DemoMoment.Upstream("replica 1", true, 8, 140),
                new DemoMoment.Upstream("replica 2", false, 0, 101),
                new DemoMoment.Upstream("API", true, 1, 30)),
            Optional.of(UsdPerMtok.parse("0.254")),
            Optional.empty(),
            Usd.parse("0.0488"));

    assertThat(new DemoPage(40).picture(now, List.of("replica 2 was killed")))
        .containsExactly(
            "21 s of 40   280 calls sent   9 in flight   errors 0",
            "  replica 1  ████████········   8 running    140 answered",
            "  replica 2  down                            101 answered",
            "  API        █···············   1 running     30 answered",
            "  own $0.25/M  API -  budget left $0.0488 of $0.05",
            "  replica 2 was killed");
    assertThat(new DemoPage(40).line(now))
        .isEqualTo(
            "21 s  replica 1 140  replica 2 down  API 30  errors 0  "
                + "own $0.25/M  API -  budget left $0.0488 of $0.05");
  }

  @Test
  void whatIsLostIsSaid() {
    DemoOutcome outcome =
        new DemoOutcome(
            500,
            498,
            List.of(new DemoOutcome.Route("own", 501, 3, Tokens.of(211_152), Usd.ZERO)),
            Usd.parse("0.05"),
            "h100",
            0);

    assertThat(new DemoPage(40).ending(outcome))
        .contains(
            "500 calls, 498 answered whole. Lost: 2 calls.",
            "own         501         3  211,152  0.0500 rent");
  }
}
