package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuOffer.Upfront;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// How many replicas, instances and GPUs the traffic needs on one offer.
///
/// Replicas, instances and GPUs are whole; an instance holds as many replicas as its GPUs allow,
/// and all of it is paid for. `queue` is the estimate at the needed replicas, without the spare;
/// its wait is that of the 95th percentile.
public record Sizing(
    GpuOffer offer, Capacity capacity, long needed, long spare, FluidQueue.Estimate queue) {

  /// The same with `replicas` needed, as for another volume; its `queue` is still today's.
  Sizing needing(long replicas, Assumptions.Redundancy redundancy) {
    return new Sizing(offer, capacity, replicas, redundancy.spare(replicas), queue);
  }

  /// The deployment as it is to be started. Where the limit on time per token is what limits the
  /// batch, that is its `max_num_seqs`: an engine that runs more answers more slowly than planned.
  public Deployment served() {
    Deployment deployment = capacity.model().deployment();
    return capacity.limitedBy().startsWith("TPOT limit")
        ? deployment.with(deployment.settings().withMaxNumSeqs(capacity.batch()))
        : deployment;
  }

  public long replicas() {
    return needed + spare;
  }

  public long replicasPerInstance() {
    return offer.gpuCount() / capacity.model().deployment().tensorParallel();
  }

  public long instances(long replicas) {
    return Math.ceilDiv(replicas, replicasPerInstance());
  }

  public long gpus() {
    return instances(replicas()) * offer.gpuCount();
  }

  /// The rent of the instances that hold the needed replicas.
  public Usd baseRent() {
    return offer.perMonth(instances(needed));
  }

  /// The rent of the instances that only the spare replicas make necessary.
  public Usd spareRent() {
    return offer.perMonth(instances(replicas()) - instances(needed));
  }

  /// Work over what all deployed replicas could do, spare included.
  public double utilisation() {
    return queue.meanLoad() / replicas();
  }

  /// Paid once for all instances: fees, or the price of what is bought.
  public Usd upfront() {
    return offer.upfront().map(Upfront::amount).orElse(Usd.ZERO).times(instances(replicas()));
  }

  /// Rent of all instances and what a month carries of their fees when `months` share them.
  Usd perMonth(long months) {
    return baseRent().plus(spareRent()).plus(feePerMonth(months));
  }

  /// Nothing of what the rent already spreads.
  Usd feePerMonth(long months) {
    return offer.upfront().filter(once -> once.monthsInRent() == 0).isEmpty()
        ? Usd.ZERO
        : upfrontPerMonth(months);
  }

  /// What a month's cost holds of the upfront payment.
  Usd upfrontPerMonth(long months) {
    long over =
        offer.upfront().map(Upfront::monthsInRent).filter(spread -> spread > 0).orElse(months);
    return upfront().times(Ratio.of(1, over));
  }

  /// What is owed from the first day whatever the traffic does: the whole term's rent.
  public Usd committed() {
    return offer.perMonth(instances(replicas())).times(offer.term().committedMonths());
  }
}
