package dev.breakeven.cli.wiring;

import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.gateway.Gateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A gateway and the ledger that it writes, until the process is told to end.
public final class GatewayProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final long LOOK_SECONDS = 5;
  private static final int LOOKS_A_COMPACTION = 12;

  /// What the heap may be to what it was after the last collection, in rest and in work.
  private static final double GROWN = 1.25;

  private static final double FAR_GROWN = 4;

  /// These would print a stack trace for every connection that breaks, and a warning when the
  /// machine is too busy to start quickly; the ledger has the failure.
  /// Held, since the JDK forgets the level of a logger that nobody holds.
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("io.vertx"), Logger.getLogger("io.netty"));

  private final Gateway gateway;
  private final Runnable compact;
  private final LedgerWriter ledger;
  private final Path folder;
  private long heap = Runtime.getRuntime().totalMemory();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /// `compact` begins a compaction in a process of its own when one is due; it is asked every
  /// minute, so that neither the disk nor the next start has much to read line by line.
  GatewayProcess(Gateway gateway, LedgerWriter ledger, Path folder, Runnable compact) {
    this.gateway = gateway;
    this.compact = compact;
    this.ledger = ledger;
    this.folder = folder;
  }

  /// To be called before the gateway starts.
  static void quietLibraries() {
    QUIET.forEach(logger -> logger.setLevel(Level.OFF));
  }

  public String url() {
    return gateway.url();
  }

  public String adminUrl() {
    return gateway.adminUrl();
  }

  public Path ledger() {
    return folder;
  }

  /// Returns when the process is told to end; it does not end before [#close] is done.
  public void awaitStop() {
    Thread hook = Thread.ofPlatform().unstarted(this::stopAndWait);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      for (int looks = 1; !stop.await(LOOK_SECONDS, TimeUnit.SECONDS); looks++) {
        giveMemoryBack();
        if (looks % LOOKS_A_COMPACTION == 0) {
          compact.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The serial collector lets the old part of the heap grow while it may, and looks through it
  /// only
  /// when it is asked to: that is done once nobody has to wait for it.
  private void giveMemoryBack() {
    long now = Runtime.getRuntime().totalMemory();
    if (now > heap * (gateway.isIdle() ? GROWN : FAR_GROWN)) {
      System.gc();
      heap = Runtime.getRuntime().totalMemory();
    }
  }

  private void stopAndWait() {
    stop.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes no more requests, lets those that run end, and makes the ledger durable.
  @Override
  public void close() {
    try {
      gateway.drain(GRACE);
      gateway.close();
      ledger.close();
    } finally {
      ended.countDown();
    }
  }
}
