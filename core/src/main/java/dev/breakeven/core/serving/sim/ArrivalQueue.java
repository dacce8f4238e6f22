package dev.breakeven.core.serving.sim;

/// First come, first served; pre-empted requests go to the head. Links are shared by all replicas,
/// since a request waits at one.
final class ArrivalQueue implements WaitingQueue {
  private final int[] next;
  private int head;
  private int tail;
  private int size;

  ArrivalQueue(int[] next) {
    this.next = next;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int head() {
    return head;
  }

  @Override
  public void add(int request) {
    if (size++ == 0) {
      head = request;
    } else {
      next[tail] = request;
    }
    tail = request;
  }

  @Override
  public void putBack(int request) {
    if (size++ == 0) {
      tail = request;
    } else {
      next[request] = head;
    }
    head = request;
  }

  @Override
  public void removeHead() {
    size--;
    head = next[head];
  }
}
