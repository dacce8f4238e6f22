package dev.breakeven.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  @Test
  void keepsTheLongestTimeWithoutABeat() {
    AtomicLong now = new AtomicLong(100);
    Heartbeat heartbeat = new Heartbeat(now::get);
    for (long at : new long[] {110, 150, 155}) {
      now.set(at);
      heartbeat.beat();
    }
    assertThat(heartbeat.longestNanos()).isEqualTo(40);
    now.set(205);
    assertThat(heartbeat.longestNanos()).as("it may still stand").isEqualTo(50);
  }
}
