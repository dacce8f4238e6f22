package dev.breakeven.testkit.mixed;

import dev.breakeven.testkit.mixed.CallLog.Model;

/// Callers that look wasteful at a glance and are not.
final class CallLookAlikes {
  private final Draws draws;
  private final CallLog log;

  CallLookAlikes(Draws draws, CallLog log) {
    this.draws = draws;
    this.log = log;
  }

  /// Fifteen of them.
  void make() {
    grows("app-android");
    grows("app-ios");
    monthEnd();
    arrived();
    sundays();
    retries();
    poller();
    reports("contracts");
    reports("stories");
    translator();
    cachedTalk();
    slowTalk();
    documents();
    worker("sorter", 1_100, 9_000, 7);
    worker("judge", 20_000, 90_000, 50);
    for (double ago = log.days(); ago > 0; ago -= 0.2) {
      log.spend(ago, "plain", log.models()[0], draws.spread(0.001, 0.3));
    }
    log.spend(0, "plain", log.models()[0], 0.01);
  }

  /// A product that more people use every week.
  private void grows(String who) {
    Model model = log.model();
    double factor = draws.between(1.05, 1.33);
    double usd = draws.spread(3, 30);
    for (double ago = log.days(); ago > 0; ago -= draws.between(0.05, 0.3)) {
      log.spend(ago, who, model, 0.175 / 7 * usd * Math.pow(factor, (log.days() - ago) / 7));
    }
  }

  /// Closes the books: dear on one day of each month, the last one some days ago.
  private void monthEnd() {
    Model model = log.model();
    double last = draws.between(1, 5);
    for (double ago = log.days() - 1; ago > 0; ago -= 1) {
      log.spend(ago, "ledgers", model, 0.1);
    }
    for (int call = 0; call < 20; call++) {
      log.spend(last + call / 100.0, "ledgers", model, 4);
      log.spend(last + 30 + call / 100.0, "ledgers", model, 4 * draws.between(0.8, 1.1));
    }
  }

  private void arrived() {
    double first = draws.between(6, 12);
    for (double ago = first; ago > 0; ago -= 0.1) {
      log.spend(ago, "launch", log.models()[0], 3);
    }
  }

  private void sundays() {
    for (double ago = 2; ago < log.days(); ago += 7) {
      for (int call = 0; call < 8; call++) {
        log.spend(ago + call / 50.0, "weekly", log.models()[1], draws.between(9, 12));
      }
    }
  }

  /// The same call over and over for a quarter of an hour, while a provider was down.
  private void retries() {
    for (int outage = 0; outage < 6; outage++) {
      double ago = log.moment();
      for (int i = draws.whole(4, 15); i > 0; i--) {
        log.call(ago - i / 1_440.0, "patient", "p-" + outage, log.models()[0], 9_000, 0, 0, 77);
      }
    }
  }

  /// Looks every quarter of an hour or so whether anything changed.
  private void poller() {
    double ago = log.days() - 2;
    while (ago > 1) {
      log.call(ago, "watcher", "watch", log.models()[1], 2_000, 0, 0, 12);
      ago -= draws.between(13, 55) / 1_440;
    }
  }

  /// Long answers are what it is for: every second or third one.
  private void reports(String who) {
    Model model = log.model();
    double share = draws.between(0.38, 0.6);
    for (int i = draws.whole(150, 400); i > 0; i--) {
      double out = draws.chance(share) ? draws.about(4_000, 0.3) : draws.about(200, 0.4);
      log.call(log.moment(), who, "", model, draws.whole(300, 900), 0, 0, (long) out);
    }
  }

  /// As long an answer as the prompt, and some prompts are long.
  private void translator() {
    Model model = log.model();
    for (int i = draws.whole(250, 400); i > 0; i--) {
      double in = draws.chance(0.12) ? draws.about(9_000, 0.3) : draws.about(400, 0.3);
      double out = in * draws.between(0.85, 1.2);
      log.call(log.moment(), "translate", "", model, (long) in, 0, 0, (long) out);
    }
  }

  /// Grows for an hour, and reads what it sent before from the cache.
  private void cachedTalk() {
    for (int session = 0; session < 14; session++) {
      Model model = log.model();
      double ago = log.moment();
      long before = 0;
      long in = draws.whole(2_000, 4_000);
      for (int turn = 0; turn < 9; turn++) {
        long hit = draws.chance(0.9) ? before : 0;
        log.call(ago, "pair", "c" + session, model, 0, hit, in - hit, 90);
        ago -= draws.spread(10, 280) / 86_400;
        before = in;
        in += draws.whole(300, 2_000);
      }
    }
  }

  /// Comes back after lunch, when no cache has it any more.
  private void slowTalk() {
    for (int session = 0; session < 14; session++) {
      double ago = log.moment() + 1;
      long in = draws.whole(2_000, 6_000);
      for (int turn = 0; turn < 12; turn++) {
        log.call(ago, "mail", "m" + session, log.models()[0], in, 0, 0, 150);
        ago -= draws.spread(340, 9_000) / 86_400;
        in += draws.whole(100, 1_900);
      }
    }
  }

  /// Takes one document after the other under one session: prompts of all lengths, nothing in
  /// common.
  private void worker(String who, int shortest, int longest, int pause) {
    double ago = log.moment() + 1;
    for (int i = 0; i < 120; i++) {
      int in = (int) draws.spread(shortest, longest);
      log.call(ago, who, "job-" + who, log.models()[0], in, 0, 0, draws.whole(20, 90));
      ago -= draws.between(1, pause) / 86_400;
    }
  }

  /// Long prompts that nobody has sent before.
  private void documents() {
    for (int i = 0; i < 80; i++) {
      String session = i % 2 == 0 ? "" : "d" + i / 6;
      log.call(
          log.moment(), "papers", session, log.model(), draws.whole(20_000, 90_000), 0, 0, 400);
    }
  }
}
