package dev.breakeven.testkit.mixed;

import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import dev.breakeven.testkit.mixed.Fleet.Kind;
import dev.breakeven.testkit.mixed.Fleet.Load;
import dev.breakeven.testkit.mixed.Fleet.Machine;
import java.util.List;
import java.util.Map;

/// Wastes of machines. Dollars are what bills and clocks make of them.
final class MachineWaste {
  private static final double MONTH = 730;
  private static final double MIB = 1_048_576;

  /// Bytes and bytes a second of what `NEBULA` rents, by data sheet, and dollars an hour of it.
  record Card(Kind kind, double bytes, double bandwidth, double usd) {}

  static final List<Card> CARDS =
      List.of(
          new Card(Kind.NEB_L4, 24e9, 300e9, 0.55),
          new Card(Kind.NEB_L40S, 48e9, 864e9, 1.15),
          new Card(Kind.NEB_A100, 85.9e9, 2_039e9, 2.05),
          new Card(Kind.NEB_H100, 85.5e9, 3_350e9, 2.95));

  /// An open model that one host sells, the card it just fits, and its price a million tokens.
  record Served(String model, String name, Kind kind, String host, double input, double output) {}

  static final List<Served> SERVED =
      List.of(
          new Served(
              "qwen2.5-14b", "Qwen/Qwen2.5-14B-Instruct", Kind.NEB_L40S, "alibaba", 0.35, 0.9),
          new Served("qwen2.5-32b", "qwen2.5-32b", Kind.NEB_A100, "alibaba", 0.6, 1.8));

  private final Draws draws;
  private final Fleet fleet;
  private final Bills bills;
  private final List<Plant> plants;

  MachineWaste(Draws draws, Fleet fleet, Bills bills, List<Plant> plants) {
    this.draws = draws;
    this.fleet = fleet;
    this.bills = bills;
    this.plants = plants;
  }

  void plant() {
    freeMachine(draws.of(Kind.NC1, Kind.NEB_A100));
    freeMachine(draws.of(Kind.A2, Kind.NC2));
    freePart(Kind.P5);
    freePart(draws.of(Kind.P4DE, Kind.NEB_H100X4));
    notebook(false);
    notebook(true);
    silentEngine(0);
    silentEngine(0.03);
    for (int i = 0; i < 3; i++) {
      large(i);
    }
    largeEngine(Kind.NEB_H100);
    largeEngine(Kind.NEB_A100);
    for (int i = 0; i < 3; i++) {
      dear(SERVED.get(i % SERVED.size()));
    }
    unused(Bills.Vendor.AWS, "arn:aws:savingsplans::918273645501:savingsplan/" + draws.hex(8));
    unused(Bills.Vendor.AZURE, "reservation-" + draws.hex(12));
    unused(Bills.Vendor.GCP, "capacity/" + draws.tail(8));
  }

  private void plant(String rule, String subject, double usd) {
    plants.add(new Plant(rule, subject, usd));
  }

  /// Idle but for some hours, in stretches; noise of a driver is 0 or 1 percent.
  Load idle(double share) {
    long salt = draws.whole(1, 1_000_000);
    return hour -> {
      long stretch = (hour / 3 + salt) * 0x9E3779B97F4A7C15L;
      boolean busy = (stretch >>> 40) % 1_000 >= 1_000 * share;
      return busy ? 30 + (stretch >>> 33) % 60 : (stretch >>> 20) % 2;
    };
  }

  /// As a working day has it, or at night, with noise.
  Load daily(int from, int to, double low, double high) {
    long salt = draws.whole(1, 1_000_000);
    return hour -> {
      int clock = hour % 24;
      boolean on = from < to ? clock >= from && clock < to : clock >= from || clock < to;
      double noise = (((hour + salt) * 0x9E3779B97F4A7C15L) >>> 40) % 100 / 100.0;
      return on ? high * (0.8 + 0.2 * noise) : low * noise;
    };
  }

  private void freeMachine(Kind kind) {
    Machine machine = fleet.machine(kind, false);
    double share = 0;
    for (int gpu = 0; gpu < kind.gpus; gpu++) {
      share += free(machine, draws.between(0.86, 1));
    }
    plant("idle-gpu", machine.node(), share * machine.rate() * MONTH);
  }

  private double free(Machine machine, double idle) {
    return fleet.gpu(machine, fleet.uuid(), "", 0, fleet.hours(), idle(idle), _ -> 3);
  }

  /// Some pods at work, and GPUs beside them that nobody took.
  private void freePart(Kind kind) {
    Machine machine = fleet.machine(kind, false);
    int taken = draws.whole(1, kind.gpus - 2);
    String pod = "trainer-" + draws.hex(9) + "-" + draws.tail(5);
    fleet.pod("research", pod, machine, taken, "", "own/trainer:4", "python", "train.py");
    double share = 0;
    for (int gpu = 0; gpu < kind.gpus; gpu++) {
      if (gpu < taken) {
        at(machine, "research/" + pod, daily(0, 24, 0, draws.between(70, 99)), 76_000);
      } else {
        share += free(machine, draws.between(0.86, 1));
      }
    }
    plant("idle-gpu", machine.node(), share * machine.rate() * MONTH);
  }

  double at(Machine machine, String holder, Load busy, double memory) {
    return fleet.gpu(machine, fleet.uuid(), holder, 0, fleet.hours(), busy, _ -> memory);
  }

  /// Somebody opened it and went away; `took` when others had worked on that GPU before.
  private void notebook(boolean took) {
    Machine machine = fleet.machine(draws.of(Kind.A2, Kind.NC1, Kind.NEB_H100), false);
    String stem = "jupyter-" + draws.of("ada", "grace", "edsger") + "-" + draws.hex(9);
    String pod = stem + "-" + draws.tail(5);
    fleet.pod("science", pod, machine, 1, "", "jupyter/tensorflow:2", "start-notebook.sh");
    String uuid = fleet.uuid();
    int since = draws.whole(fleet.hours() / 4, fleet.hours() / 2);
    String before =
        took ? "science/sweep-" + draws.tail(5) : "science/" + stem + "-" + draws.tail(5);
    Load sweep = took ? daily(0, 24, 0, 95) : _ -> 0;
    fleet.gpu(machine, uuid, before, 0, since, sweep, _ -> 60_000);
    double share =
        fleet.gpu(machine, uuid, "science/" + pod, since, fleet.hours(), idle(1), _ -> 9_000);
    plant("gpu-held", "science/" + pod, share * machine.rate() * MONTH);
  }

  /// An engine that nobody calls, but a probe in some hours.
  private void silentEngine(double probed) {
    Machine machine = fleet.machine(draws.of(Kind.NC2, Kind.NEB_H100X4), false);
    String pod = "llm-staging-" + draws.tail(3) + "-0";
    int gpus = machine.kind().gpus;
    fleet.pod("chat", pod, machine, gpus, "", "vllm/vllm-openai:v0.11", "serve", "llama-3.3-70b");
    double share = 0;
    for (int gpu = 0; gpu < gpus; gpu++) {
      share += at(machine, "chat/" + pod, idle(1), 70_000);
    }
    engine(
        "chat",
        pod,
        "meta-llama/Llama-3.3-70B-Instruct",
        hour -> hour % 100 < 100 * probed ? 1 : 0,
        2,
        40,
        5);
    plant("gpu-held", "chat/" + pod, share * machine.rate() * MONTH);
  }

  /// Counts of an engine: `running` at most at once, and of an hour requests and tokens.
  void engine(
      String team, String pod, String model, Load running, double requests, double in, double out) {
    String labels =
        "\"exported_namespace\":\"%s\",\"exported_pod\":\"%s\",\"model_name\":\"%s\""
            .formatted(team, pod, model);
    boolean[] seen = fleet.seen(0, fleet.hours());
    fleet.gauge("vllm:num_requests_running", labels, 0, seen, running);
    Map<String, Double> counts =
        Map.of(
            "prompt_tokens_total",
            in,
            "generation_tokens_total",
            out,
            "request_success_total",
            1.0);
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each ->
                fleet.counter(
                    "vllm:" + each.getKey(),
                    labels,
                    seen,
                    hour -> running.at(hour) > 0 ? requests * each.getValue() : 0));
  }

  /// A service of its own that would do with a lesser card, and could not with a lesser still.
  private void large(int step) {
    Card least = CARDS.get(step % 2);
    double bytes = least.bytes() * draws.between(step % 2 == 0 ? 0.2 : 0.6, 0.87);
    Machine machine = fleet.machine(step < 2 ? Kind.NEB_H100 : Kind.NEB_H100X4, false);
    double need = least.bandwidth() * draws.between(0.5, 0.78);
    String pod = draws.of("embed", "whisper", "ocr") + "-" + draws.hex(9) + "-" + draws.tail(5);
    int gpus = draws.whole(1, machine.kind().gpus);
    fleet.pod("media", pod, machine, gpus, "", "own/service:7", "serve.py");
    for (int gpu = 0; gpu < machine.kind().gpus; gpu++) {
      if (gpu < gpus) {
        at(machine, "media/" + pod, daily(6, 22, 3, 100 * need / 3_350e9), bytes / MIB);
      } else {
        at(machine, "media/busy-" + step, daily(0, 24, 0, 96), 75_000);
      }
    }
    fleet.pod("media", "busy-" + step, machine, gpus, "", "own/trainer:4", "x");
    plant("oversized-gpu", "media/" + pod, gpus * (machine.rate() - least.usd()) * MONTH);
  }

  /// A small model with few callers on a great card, which no host sells.
  private void largeEngine(Kind kind) {
    Machine machine = fleet.machine(kind, false);
    String pod = "tagger-" + draws.hex(9) + "-" + draws.tail(5);
    String model = draws.of("Qwen/Qwen3-1.7B", "Qwen/Qwen3-0.6B");
    fleet.pod(
        "search",
        pod,
        machine,
        1,
        "",
        "vllm/vllm-openai:v0.11",
        "serve",
        model,
        "--max-model-len",
        "8192");
    at(machine, "search/" + pod, daily(7, 20, 6, draws.between(20, 60)), 74_000);
    double requests = draws.spread(80, 900);
    int most = draws.whole(1, 4);
    Load running = daily(7, 20, 1, most + 0.99);
    engine(
        "search", pod, model, running, requests, draws.spread(300, 2_000), draws.spread(60, 250));
    plant("oversized-engine", "search/" + pod, (machine.rate() - CARDS.getFirst().usd()) * MONTH);
  }

  /// A model that a host would serve for 3 to 66 percent of the rent.
  private void dear(Served served) {
    Machine machine = fleet.machine(served.kind(), false);
    String pod = "assistant-" + draws.whole(0, 99) + "-" + draws.tail(5);
    double hosted = machine.rate() * draws.spread(0.03, 0.66);
    serve(served, machine, pod, hosted);
    plant("self-host-below-break-even", "chat/" + pod, (machine.rate() - hosted) * MONTH);
  }

  /// Serves as many tokens an hour as the host would ask `hosted` for.
  void serve(Served served, Machine machine, String pod, double hosted) {
    fleet.pod(
        "chat",
        pod,
        machine,
        1,
        "",
        "vllm/vllm-openai:v0.11",
        "serve",
        served.name(),
        "--max-model-len",
        "8192");
    at(machine, "chat/" + pod, daily(0, 24, 0, draws.between(30, 95)), 78_000);
    double out = draws.spread(80, 600);
    double in = out * draws.spread(1, 8);
    double each = (in * served.input() + out * served.output()) / 1e6;
    engine("chat", pod, served.name(), _ -> 9, hosted / each, in, out);
  }

  private void unused(Bills.Vendor vendor, String id) {
    plant("unused-commitment", id, bills.commitment(vendor, id, draws.spread(0.6, 300), "Unused"));
  }
}
