package dev.breakeven.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One address of an upstream, how many calls it has and whether it may have more. Thread-safe.
public final class Replica {
  private static final String VERSION = "/v1";

  private final String host;
  private final int port;
  private final boolean secure;
  private final String basePath;
  private final Breaker breaker;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicLong queuedPromptTokens = new AtomicLong();
  private final ReplicaLoad load = new ReplicaLoad();
  private volatile boolean draining;

  /// A URL as client libraries take it: with its whole path, or without any for `/v1`.
  Replica(URI url, Duration rest) {
    breaker = new Breaker(rest.toNanos());
    secure = "https".equals(url.getScheme());
    host = url.getHost();
    port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    String path = url.getPath() == null ? "" : url.getPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    basePath = trimmed.isEmpty() ? VERSION : trimmed;
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public boolean isSecure() {
    return secure;
  }

  /// Where this replica has what is `path` here, such as `/v1/models`.
  public String path(String path) {
    return basePath + path.substring(VERSION.length());
  }

  /// As people name it: `host:port`.
  public String name() {
    return host + ":" + port;
  }

  public int outstanding() {
    return outstanding.get();
  }

  /// Of streams that were sent there and have no first token yet.
  long queuedPromptTokens() {
    return queuedPromptTokens.get();
  }

  /// A stream with so many prompt tokens begins to wait for its first token; fewer than 0 when it
  /// waits no longer.
  public void queued(long promptTokens) {
    queuedPromptTokens.addAndGet(promptTokens);
  }

  /// What its engine shows of its load.
  ReplicaLoad load() {
    return load;
  }

  /// The engine has said that so many requests run and wait there now; text it has no words for is
  /// passed over.
  public void observed(String metrics, long now) {
    EngineLoad.parse(metrics).ifPresent(shown -> load.observed(shown, outstanding(), now));
  }

  /// Requests that wait in its engine's queue, as it said last; empty when that is too long ago.
  public OptionalLong waiting(long now) {
    return load.shown(now)
        .map(shown -> OptionalLong.of(shown.waiting()))
        .orElse(OptionalLong.empty());
  }

  /// How full the KV cache of its engine is, from 0 to 1; empty when that is not known.
  public OptionalDouble kvUse(long now) {
    return load.shown(now).map(EngineLoad::kvUse).orElse(OptionalDouble.empty());
  }

  public boolean isDown() {
    return breaker.isOpen();
  }

  /// True while it gets no call at all; a down one of which this is false is to be tried by one.
  boolean isResting(long now) {
    return breaker.isResting(now);
  }

  /// New calls go elsewhere from now on, or come back.
  public void drain(boolean value) {
    draining = value;
  }

  public boolean isDraining() {
    return draining;
  }

  /// Whether it is down and to be probed now; then [#probed] has to follow.
  boolean tryProbe(long now) {
    return !draining && breaker.tryProbe(now);
  }

  /// What a probe showed; unknown where it can show nothing.
  void probed(Verdict verdict, long now) {
    breaker.probed(verdict, now);
  }

  boolean tryAcquire(long now) {
    if (draining || !breaker.tryAcquire(now)) {
      return false;
    }
    outstanding.incrementAndGet();
    return true;
  }

  /// The call that was let in has ended: well, badly, or without a word on the replica.
  public void ended(Verdict verdict, long now) {
    outstanding.decrementAndGet();
    switch (verdict) {
      case HEALTHY -> breaker.succeeded();
      case FAILED -> breaker.failed(now);
      case UNKNOWN -> breaker.released();
    }
  }

  /// What a call showed of a replica.
  public enum Verdict {
    HEALTHY,
    FAILED,
    UNKNOWN
  }
}
