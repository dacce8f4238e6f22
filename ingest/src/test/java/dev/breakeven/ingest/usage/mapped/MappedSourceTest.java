package dev.breakeven.ingest.usage.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MappedSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new MappedSource(
        ColumnMap.parse(
            List.of(
                "at=created,model=name,input_total=prompt,cache_read=cached",
                "output_total=completion,reasoning=reason,usd=cost,user=who,duration_ms=ms")));
  }

  @Override
  protected List<String> fixtures() {
    return List.of("calls.csv");
  }

  @Override
  protected Generated generate(SplittableRandom random) {
    StringBuilder text = new StringBuilder("created,name,prompt,cached,completion,reason\n");
    long total = 0;
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      long input = random.nextInt(1_000);
      long output = random.nextInt(1_000);
      total += input + output;
      text.append(
          "2026-07-01T10:00:00Z,m,%d,%d,%d,%d%n"
              .formatted(input, random.nextLong(input + 1), output, random.nextLong(output + 1)));
    }
    return new Generated(text.toString(), total);
  }

  @Test
  void namesWhatIsWrongInAMap() {
    for (String wrong :
        List.of(
            "at",
            "at=",
            "at=a,at=b,model=m",
            "when=a",
            "at=a,model=m,input=i",
            "at=a,model=m,input=i,input_total=j,output=o")) {
      BreakevenException error =
          catchThrowableOfType(BreakevenException.class, () -> ColumnMap.parse(List.of(wrong)));
      assertThat(error).as(wrong).isNotNull();
      assertThat(error.code()).isEqualTo(ErrorCode.USAGE);
      assertThat(error.remedy()).contains("at=created,model=llm", "cache_write_1h");
    }
  }
}
