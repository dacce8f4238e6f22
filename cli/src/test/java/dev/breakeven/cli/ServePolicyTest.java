package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.cli.wiring.GatewayProcess;
import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.routing.RoutingPolicy;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.policy.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `serve` does what `plan` wrote, or says what of it it cannot do.
class ServePolicyTest {
  private static final Completion HELLO = Completion.of(List.of("hello"));

  /// One at a time, each a second, a millisecond a prompt token; no first token after 1.5 s.
  private static final String MIX =
      """
      {"policy":1,"verdict":"Run a mix.","at":"2026-11-21T12:00:00Z","catalog_as_of":"2026-11-20",
       "targets":[
        {"id":"pool","kind":"pool","model":"llama-3.3-70b",
         "replica":{"engine":"vllm","precision":"fp8","gpu":"h100-sxm","tensor_parallel_size":4,
          "max_num_seqs":1,"max_num_batched_tokens":8192,"gpu_memory_utilization":"0.9"},
         "replicas":1,
         "spill":{"first_token_limit_picos":1500000000000,"batch":1,
          "completion_picos":1000000000000,"prompt_token_picos":1000000000},
         "marginal_price":"free-while-idle"},
        {"id":"groq/llama-3.3-70b","kind":"api","model":"llama-3.3-70b","provider":"groq",
         "price_version":"groq/llama-3.3-70b@2026-08-21","marginal_price":"by-token"}],
       "allowed_providers":["groq"],"allowed_regions":["eu"],"left_out":[]}
      """;

  private static final String UPSTREAMS =
      """
      serve:
        port: 0
        policy: policy.json
        upstreams:
          - name: api
            url: http://127.0.0.1:1
            provider: groq
            region: eu
            models: {chat: llama-3.3-70b-versatile}
          - name: own
            url: http://127.0.0.1:2
            preset: vllm
            region: eu
            models: {chat: meta-llama/Llama-3.3-70B-Instruct}
      """;

  @TempDir Path folder;

  private Wiring wiring() {
    return new Wiring(
        Clock.systemUTC(), new Surroundings(Map.of(), folder, folder.resolve("elsewhere")));
  }

  private GatewaySettings settings(String config) {
    try {
      Path file = Files.writeString(folder.resolve("breakeven.yaml"), config);
      return wiring()
          .gatewaySettings(
              Optional.of(file), List.of(), Optional.empty(), Optional.empty(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void policy(String text) throws IOException {
    Files.writeString(folder.resolve("policy.json"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--slo=ttft-p95=2s,tpot-p95=60ms"})
  void whatPlanRecommendsIsWhereCallsGoFirst(String goal) throws IOException {
    Path file = folder.resolve("policy.json");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "plan",
                "--volume=200M/month",
                "--candidate=llama-3.3-70b:fp8",
                "--policy=" + file));
    if (!goal.isEmpty()) {
      arguments.add(goal);
    }
    Shell.Result planned = Shell.run(arguments.toArray(String[]::new));
    assertThat(planned.status()).as(planned.err()).isZero();
    RoutingPolicy policy = PolicyFile.read(file);

    List<UpstreamSettings> obeyed = settings(upstreamsOf(policy)).upstreams();

    assertThat(obeyed)
        .extracting(UpstreamSettings::name)
        .containsExactlyElementsOf(
            policy.targets().stream().map(each -> each.id().replace('/', '-')).toList());
    for (int i = 0; i < obeyed.size(); i++) {
      assertThat(obeyed.get(i).overflow().planned())
          .isEqualTo(
              policy.targets().get(i) instanceof RoutingPolicy.Pool pool
                  ? pool.spill()
                  : Optional.empty());
    }
  }

  /// In the other order than the policy has them.
  private static String upstreamsOf(RoutingPolicy policy) {
    return "serve:\n  policy: policy.json\n  upstreams:\n"
        + policy.targets().reversed().stream()
            .map(ServePolicyTest::upstreamOf)
            .collect(Collectors.joining());
  }

  private static String upstreamOf(RoutingPolicy.Target target) {
    String urls =
        LongStream.range(0, target instanceof RoutingPolicy.Pool pool ? pool.replicas() : 1)
            .mapToObj(i -> "http://10.0.%d.%d:8000".formatted(i / 250, i % 250))
            .collect(Collectors.joining(", "));
    return """
        - name: %s
          url: [%s]
          models: {chat: %s}
    """
            .formatted(target.id().replace('/', '-'), urls, target.model())
        + (target instanceof RoutingPolicy.Api api
            ? "      provider: " + api.provider() + "\n"
            : "");
  }

  @Test
  void aCallGoesOnWhenItsFirstTokenIsPredictedTooLateAsInTheSimulation() throws Exception {
    policy(MIX);
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream own = held(release);
        MockUpstream api = MockUpstream.start(HELLO::write);
        HttpClient client = HttpClient.newHttpClient();
        GatewayProcess gateway = gateway(own, api)) {
      // nobody is there: its own 1,000 tokens take a second
      Future<?> first = client.sendAsync(chat(gateway, 4000), HttpResponse.BodyHandlers.ofString());
      await(() -> own.requests().size() == 1);
      // after that one, a second, and for a second: too late
      client.send(chat(gateway, 4000), HttpResponse.BodyHandlers.ofString());
      assertThat(api.requests()).hasSize(1);
      // a short one waits for a second only, and goes there
      Future<?> second = client.sendAsync(chat(gateway, 4), HttpResponse.BodyHandlers.ofString());
      await(() -> own.requests().size() == 2);
      // now there are two ahead
      client.send(chat(gateway, 4), HttpResponse.BodyHandlers.ofString());
      assertThat(api.requests()).hasSize(2);
      assertThat(api.requests().getFirst().text()).contains("llama-3.3-70b-versatile");

      release.countDown();
      first.get();
      second.get();
      client.send(chat(gateway, 4000), HttpResponse.BodyHandlers.ofString());
      assertThat(own.requests()).hasSize(3);
      // by itself a prompt of 1,600 tokens is too late
      client.send(chat(gateway, 6400), HttpResponse.BodyHandlers.ofString());
      assertThat(api.requests()).hasSize(3);
    }
  }

  @Test
  void promptsAheadCountWhereStreamsShowTheirFirstToken() throws Exception {
    policy(MIX);
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream own = held(release);
        MockUpstream api = MockUpstream.start(HELLO::write);
        HttpClient client = HttpClient.newHttpClient();
        GatewayProcess gateway = gateway(own, api)) {
      Future<?> first =
          client.sendAsync(chat(gateway, 5600, true), HttpResponse.BodyHandlers.ofString());
      await(() -> own.requests().size() == 1);
      // 1.4 s until that prompt is read, and 0.1 s for its own; a place is free after a second
      client.send(chat(gateway, 400), HttpResponse.BodyHandlers.ofString());
      assertThat(api.requests()).hasSize(1);

      release.countDown();
      first.get();
      client.send(chat(gateway, 5600, true), HttpResponse.BodyHandlers.ofString());
      client.send(chat(gateway, 400), HttpResponse.BodyHandlers.ofString());
      assertThat(own.requests()).hasSize(3);
    }
  }

  /// Answers nobody before it is released.
  private static MockUpstream held(CountDownLatch release) {
    return MockUpstream.start(
        (request, response) -> {
          release.await();
          HELLO.write(request, response);
        });
  }

  private GatewayProcess gateway(MockUpstream own, MockUpstream api) {
    String config =
        UPSTREAMS
            .replace("127.0.0.1:1\n", "127.0.0.1:" + api.port() + "\n")
            .replace("127.0.0.1:2\n", "127.0.0.1:" + own.port() + "\n");
    return wiring()
        .gateway(() -> settings(config), Optional.of(folder.resolve("ledger")), List.of());
  }

  private static HttpRequest chat(GatewayProcess gateway, int promptBytes) {
    return chat(gateway, promptBytes, false);
  }

  private static HttpRequest chat(GatewayProcess gateway, int promptBytes, boolean stream) {
    String body =
        """
        {"model":"chat","max_tokens":5,"stream":%s,"messages":[{"role":"user","content":"%s"}]}"""
            .formatted(stream, "x".repeat(promptBytes));
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static void await(BooleanSupplier done) {
    long until = System.nanoTime() + 10_000_000_000L;
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within ten seconds").isLessThan(until);
      LockSupport.parkNanos(2_000_000L);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"left_out\":[] | \"left_out\":[\"2 on spot\"] | does not do by itself: 2 on spot",
        "\"replicas\":1 | \"replicas\":2 | upstream 'own' has 1 replicas, and the policy",
        "\"vllm\" | \"sglang\" | upstream 'own' is vllm, and the policy",
        "[\"eu\"] | [\"us\"] | upstream 'own' is in region 'eu', and the",
        "\"provider\":\"groq\" | \"provider\":\"together\" | no upstream is the policy's 'groq",
        "\"pool\",\"model\":\"llama-3.3-70b\" | \"pool\",\"model\":\"llama-3.1-8b\" | no upstream",
      })
  void aPolicyThatCannotBeObeyedIsRefusedByName(String part, String other, String what)
      throws IOException {
    assertThat(MIX).contains(part);
    policy(MIX.replace(part, other));

    assertRefused(UPSTREAMS, what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "preset: vllm | spill-at: 3 | upstream 'own' spills by a rule of its own",
        "{chat: llama | {talk: llama | 'own' and 'api' do not serve the same names: [chat] and",
        "{chat: meta | {x: nobody, chat: meta | no upstream is the policy's 'pool'",
        "provider: groq | provider: openai | no upstream is the policy's 'groq/llama-3.3-70b'",
      })
  void upstreamsThatThePolicyDoesNotCountWithAreRefusedByName(
      String part, String other, String what) throws IOException {
    assertThat(UPSTREAMS).contains(part);
    policy(MIX);

    assertRefused(UPSTREAMS.replace(part, other), what);
  }

  @Test
  void anUpstreamBesideThePolicyIsRefused() throws IOException {
    policy(MIX);

    assertRefused(
        UPSTREAMS + "    - {name: extra, preset: openai, models: [chat]}\n",
        "the policy does not know upstream 'extra'");
  }

  private void assertRefused(String config, String what) {
    assertThatThrownBy(() -> settings(config))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).contains(what);
              assertThat(e.where()).endsWith("breakeven.yaml:3");
              assertThat(e.remedy()).isNotEmpty();
            });
  }
}
