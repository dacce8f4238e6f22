package dev.breakeven.testkit.mixed;

import dev.breakeven.testkit.mixed.Fleet.Kind;
import dev.breakeven.testkit.mixed.Fleet.Load;
import dev.breakeven.testkit.mixed.Fleet.Machine;
import dev.breakeven.testkit.mixed.MachineWaste.Served;

/// Machines that look wasteful at a glance and are not; each call makes one.
final class MachineLookAlikes {
  private static final String WARM = ",\"breakeven.dev/warm-pool\":\"true\"";

  private final Draws draws;
  private final Fleet fleet;
  private final Bills bills;
  private final MachineWaste makers;

  MachineLookAlikes(Draws draws, Fleet fleet, Bills bills, MachineWaste makers) {
    this.draws = draws;
    this.fleet = fleet;
    this.bills = bills;
    this.makers = makers;
  }

  /// Seventeen of them.
  void make() {
    nightBatch();
    nightBatch();
    weekendTraining();
    warmNode();
    warmPod();
    justArrived();
    released();
    trickle();
    trickle();
    tookOver();
    canary();
    canary();
    spike();
    hot();
    worthIt(0);
    worthIt(1);
    crowd();
    bills.commitment(Bills.Vendor.AWS, "savingsplan/" + draws.hex(8), 300, "Used");
    bills.commitment(Bills.Vendor.AZURE, "reservation-" + draws.hex(12), 0.15, "Unused");
  }

  private Machine machine(Kind... kinds) {
    return fleet.machine(draws.of(kinds), false);
  }

  private void alone(Machine machine, Load busy) {
    for (int gpu = 0; gpu < machine.kind().gpus; gpu++) {
      makers.at(machine, "", busy, 3);
    }
  }

  /// Jobs at night, whose pods are gone in the morning: idle for most of the day.
  private void nightBatch() {
    int from = draws.whole(18, 23);
    int to = (from + draws.whole(6, 9)) % 24;
    alone(machine(Kind.P4DE, Kind.NC2, Kind.A2), makers.daily(from, to, 1, draws.between(40, 100)));
  }

  private void weekendTraining() {
    alone(machine(Kind.P5, Kind.NC2), hour -> hour % 168 < 48 ? 97 : hour % 2);
  }

  private void warmNode() {
    Machine machine = fleet.machine(draws.of(Kind.NC1, Kind.A2), true);
    alone(machine, makers.idle(1));
  }

  private void warmPod() {
    Machine machine = machine(Kind.NC1, Kind.NEB_A100);
    fleet.pod("chat", "standby-0", machine, 1, WARM, "vllm/vllm-openai:v0.11", "serve", "m");
    makers.at(machine, "chat/standby-0", makers.idle(1), 70_000);
  }

  /// Seen for too short a time to say anything.
  private void justArrived() {
    Machine machine = machine(Kind.P5, Kind.NC2);
    int from = fleet.hours() - draws.whole(3, 18);
    fleet.gpu(machine, fleet.uuid(), "", from, fleet.hours(), _ -> 0, _ -> 3);
  }

  /// Idle until it was given back, days ago.
  private void released() {
    Machine machine = machine(Kind.A2, Kind.NC1);
    int to = fleet.hours() - draws.whole(30, 90);
    fleet.gpu(machine, fleet.uuid(), "", 0, to, _ -> 0, _ -> 3);
  }

  private void trickle() {
    Machine machine = machine(Kind.P4DE, Kind.NC2);
    String pod = "realtime-" + draws.hex(9) + "-" + draws.tail(5);
    fleet.pod("ads", pod, machine, machine.kind().gpus, "", "own/ranker:2", "serve");
    Load load = makers.daily(0, 24, 0, draws.between(4, 12));
    for (int gpu = 0; gpu < machine.kind().gpus; gpu++) {
      makers.at(machine, "ads/" + pod, load, draws.between(72_000, 79_000));
    }
  }

  /// Free for weeks, and at work since a day or two: nothing idles any more.
  private void tookOver() {
    Machine machine = machine(Kind.NC1, Kind.A2);
    String pod = "finetune-" + draws.tail(5);
    fleet.pod("research", pod, machine, 1, "", "own/trainer:4", "python");
    int since = fleet.hours() - draws.whole(26, 40);
    String uuid = fleet.uuid();
    fleet.gpu(machine, uuid, "", 0, since, makers.idle(1), _ -> 3);
    fleet.gpu(machine, uuid, "research/" + pod, since, fleet.hours(), _ -> 96, _ -> 77_000);
  }

  /// A new version with a small part of the callers: hardly busy, but in use all day.
  private void canary() {
    Machine machine = machine(Kind.NEB_L40S, Kind.NC1);
    String pod = "chat-canary-" + draws.hex(9) + "-" + draws.tail(5);
    fleet.pod(
        "chat",
        pod,
        machine,
        1,
        "",
        "lmsysorg/sglang:v0.5",
        "python",
        "-m",
        "sglang.launch_server",
        "--model-path",
        "m-14b");
    makers.at(machine, "chat/" + pod, makers.idle(1), 42_000);
    int every = draws.whole(2, 14);
    makers.engine("chat", pod, "/models/m-14b", hour -> hour % every == 0 ? 1 : 0, 9, 500, 100);
  }

  /// Little memory in use, but for an hour a week in which it needs nearly all.
  private void spike() {
    Machine machine = machine(Kind.NEB_H100, Kind.NEB_A100);
    String pod = "reindex-" + draws.hex(9) + "-" + draws.tail(5);
    fleet.pod("search", pod, machine, 1, "", "own/indexer:9", "run");
    double most = draws.between(62_000, 79_000);
    fleet.gpu(
        machine,
        fleet.uuid(),
        "search/" + pod,
        0,
        fleet.hours(),
        makers.daily(0, 24, 0, 12),
        hour -> hour % 120 == 119 || hour == 1 ? most : 9_000);
    // seen at the first chance whatever the gaps: a short job after the last hour ended
    fleet.gpu(
        machine,
        fleet.uuid(),
        "search/" + pod,
        0,
        fleet.hours(),
        makers.daily(0, 24, 0, 12),
        _ -> most);
  }

  private void hot() {
    Machine machine = machine(Kind.NEB_H100);
    String pod = "diffusion-" + draws.hex(9) + "-" + draws.tail(5);
    fleet.pod("media", pod, machine, 1, "", "own/images:3", "serve");
    makers.at(machine, "media/" + pod, makers.daily(8, 23, 10, draws.between(85, 100)), 14_000);
  }

  /// A host would ask for not much less than the rent, or for several times as much.
  private void worthIt(int which) {
    Served served = MachineWaste.SERVED.get(which);
    Machine machine = fleet.machine(served.kind(), false);
    String pod = "assistant-" + draws.hex(9) + "-" + draws.tail(5);
    makers.serve(served, machine, pod, machine.rate() * draws.spread(0.78, 6));
  }

  /// A small model on a great card, with hundreds of callers at once.
  private void crowd() {
    Machine machine = machine(Kind.NEB_H100);
    String pod = "autocomplete-" + draws.hex(9) + "-" + draws.tail(5);
    fleet.pod(
        "ide",
        pod,
        machine,
        1,
        "",
        "vllm/vllm-openai:v0.11",
        "serve",
        "Qwen/Qwen3-1.7B",
        "--max-model-len",
        "16384");
    makers.at(machine, "ide/" + pod, makers.daily(6, 22, 20, 99), 76_000);
    makers.engine(
        "ide",
        pod,
        "Qwen/Qwen3-1.7B",
        makers.daily(6, 22, 60, draws.between(250, 450)),
        draws.spread(40_000, 60_000),
        1_800,
        draws.spread(150, 300));
  }
}
