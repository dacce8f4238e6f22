package dev.breakeven.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.breakeven.core.audit.EngineTrials.Demand;
import dev.breakeven.core.audit.EngineTrials.Kept;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.StepConstants;
import org.junit.jupiter.api.Test;

class EngineTrialsTest {
  private static final ConstantsSource CONSTANTS = ConstantsSource.always(StepConstants.DEFAULT);

  private final EngineTrials trials = new EngineTrials(CONSTANTS);

  private static Demand demand(double perSecond, int together) {
    return new Demand(
        KnownHardware.LLAMA_8B,
        Precision.BF16,
        ServingEngine.VLLM,
        8_192,
        1_000,
        200,
        perSecond,
        together,
        together);
  }

  @Test
  void oneRequestAtATimeTakesATokenAsLongAsTheWeightsAreRead() {
    Kept kept = trials.run(demand(0.01, 1), KnownHardware.H100, 1).orElseThrow();

    // 7.5 billion weights of two bytes at 3,350 GB/s, and what a step costs besides
    assertThat(kept.tpotSeconds()).isBetween(15e9 / 3_350e9, 3 * 15e9 / 3_350e9);
    assertThat(kept.ttftSeconds()).isBetween(kept.tpotSeconds(), 0.3);
    assertThat(kept.simulated()).isTrue();
  }

  @Test
  void whatComesTogetherWaits() {
    double alone = trials.run(demand(0.05, 1), KnownHardware.H100, 1).orElseThrow().ttftSeconds();
    double many = trials.run(demand(0.05, 16), KnownHardware.H100, 1).orElseThrow().ttftSeconds();

    assertThat(many).isGreaterThan(2 * alone);
  }

  @Test
  void aDemandBeyondTheGpuIsNotServed() {
    assertThat(trials.run(demand(5, 1), KnownHardware.H100, 1)).isPresent();
    assertThat(trials.run(demand(500, 1), KnownHardware.H100, 1)).isEmpty();
  }

  @Test
  void theLargestBatchTellsHowManyComeAtATime() {
    // one in a hundred seconds takes about two: four at once came together
    assertThat(trials.withLargest(4, demand(0.01, 1), KnownHardware.H100, 1))
        .hasValueSatisfying(each -> assertThat(each.together()).isEqualTo(4));
    // twenty a second keep forty or so running by themselves
    assertThat(trials.withLargest(40, demand(20, 1), KnownHardware.H100, 1))
        .hasValueSatisfying(each -> assertThat(each.together()).isBetween(1, 3));
    assertThat(trials.withLargest(100_000, demand(1, 1), KnownHardware.H100, 1)).isEmpty();
  }

  @Test
  void stepsAskForNoFewerTokens() {
    for (double perSecond = 0.003; perSecond < 50; perSecond *= 1.17) {
      Demand exact = demand(perSecond, 5);
      Demand steps = exact.inSteps();

      double tokens = exact.perSecond() * (exact.input() + exact.output());
      assertThat(steps.perSecond() * (steps.input() + steps.output()))
          .isBetween(tokens * (1 - 1e-9), 1.5 * tokens);
      assertThat(steps.input()).isBetween(1_000.0, 1_415.0);
      assertThat(steps.together()).isEqualTo(8);
    }
  }

  @Test
  void afterTheLastRunTheClosedFormJudgesWithRoomToSpare() {
    EngineTrials few = new EngineTrials(CONSTANTS, 1);
    double simulated = few.run(demand(1, 1), KnownHardware.H100, 1).orElseThrow().tpotSeconds();
    Kept reckoned = few.run(demand(1.01, 1), KnownHardware.H100, 1).orElseThrow();

    assertThat(reckoned.simulated()).isFalse();
    assertThat(reckoned.tpotSeconds()).isGreaterThan(simulated);
    assertThat(few.run(demand(1, 1), KnownHardware.H100, 1).orElseThrow().tpotSeconds())
        .isCloseTo(simulated, withinPercentage(0.0001));
    assertThat(few.run(demand(500, 1), KnownHardware.H100, 1)).isEmpty();
  }
}
