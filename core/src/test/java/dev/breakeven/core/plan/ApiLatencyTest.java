package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.workload.Slo;
import org.junit.jupiter.api.Test;

class ApiLatencyTest {
  private static Feasibility meets(String stated, String slo) {
    return new ApiLatency("api", Slo.parse(stated), "stated").meets(Slo.parse(slo));
  }

  @Test
  void whatIsStatedWithinTheLimitMeetsIt() {
    assertThat(meets("ttft-p95=2s", "ttft-p95=2s")).isInstanceOf(Feasibility.Feasible.class);
    assertThat(meets("ttft-p99=2s", "ttft-p95=2s")).isInstanceOf(Feasibility.Feasible.class);
    assertThat(meets("ttft-p99=9s,ttft-p95=1s", "ttft-p95=2s"))
        .isInstanceOf(Feasibility.Feasible.class);
  }

  @Test
  void aPercentileOverTheLimitMissesIt() {
    assertThat(meets("ttft-p95=3s", "ttft-p95=2s")).isInstanceOf(Feasibility.Infeasible.class);
    assertThat(meets("ttft-p50=3s", "ttft-p95=2s")).isInstanceOf(Feasibility.Infeasible.class);
    assertThat(meets("ttft-p50=3s", "ttft-p95=2s").why()).contains("p50").contains("ttft-p95=2s");
  }

  @Test
  void aPercentileThatProvesNothingLeavesItUnknown() {
    assertThat(meets("ttft-p50=1s", "ttft-p95=2s")).isInstanceOf(Feasibility.Unknown.class);
    assertThat(meets("ttft-p99=3s", "ttft-p95=2s")).isInstanceOf(Feasibility.Unknown.class);
    assertThat(meets("tpot-p95=1ms", "ttft-p95=2s")).isInstanceOf(Feasibility.Unknown.class);
  }

  @Test
  void oneMissOutweighsWhatIsNotKnown() {
    assertThat(meets("tpot-p95=90ms", "ttft-p95=2s,tpot-p95=60ms"))
        .isInstanceOf(Feasibility.Infeasible.class);
    assertThat(meets("tpot-p95=30ms", "ttft-p95=2s,tpot-p95=60ms"))
        .isInstanceOf(Feasibility.Unknown.class);
  }
}
