package dev.breakeven.wire.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.testkit.Property;
import dev.breakeven.wire.dialect.AnswerFacts;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.dialect.RequestBody;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Damaged bodies and streams are refused with an error of ours, or read; nothing else happens.
class HostileBytesTest {
  private static final byte[] REQUEST =
      Bodies.bytes(
          """
          {'model':'m','max_tokens':5,'n':1,'stream':true,'stream_options':{'include_usage':true},
           'metadata':{'user_id':'{QsQ:1}'},'tools':[{'type':'function','function':{'name':'f'}}],
           'tool_choice':'auto','messages':[{'role':'user','content':[{'type':'text','text':'你'},
           {'type':'image_url','image_url':{'url':'data:image/png;base64,AA'}}]},
           {'role':'assistant','tool_calls':[{'id':'a','type':'function','function':{'name':'f',
           'arguments':'{}'}}]},{'role':'tool','tool_call_id':'a','content':'x'}]}"""
              .replace("Q", "\\'"));

  private static final byte[] CHUNKS =
      Bodies.bytes(
          """
          data: {'id':'m','model':'c','choices':[{'index':0,'delta':{'content':'你',
          data: 'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]},
          data: 'finish_reason':'stop'}],'usage':{'prompt_tokens':9,'completion_tokens':2}}

          data: [DONE]

          """);

  @Test
  void damagedRequestsAreReadOrRefused() {
    AtomicInteger read = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Property.check(
        "a damaged request is read or refused",
        5_000,
        random -> {
          byte[] body = damaged(REQUEST, random);
          try {
            RequestBody request = new RequestBody(Dialect.OPENAI, body).withModel("other");
            assertThat(request.facts().model()).isEqualTo("other");
            assertThat(request.withUsageIncluded().facts().includeUsage()).isTrue();
            read.incrementAndGet();
            OpenAiRequest.toAnthropic(body);
          } catch (BreakevenException e) {
            assertThat(e.what()).isNotEmpty();
            refused.incrementAndGet();
          }
        });
    assertThat(read.get()).isPositive();
    assertThat(refused.get()).isPositive();
  }

  @Test
  void damagedAnswersNeverThrow() {
    AtomicInteger whole = new AtomicInteger();
    Property.check(
        "a damaged stream is read to its end",
        5_000,
        random -> {
          byte[] stream = damaged(CHUNKS, random);
          AnswerTap tap = AnswerTap.of(Dialect.OPENAI);
          StringBuilder out = new StringBuilder();
          OpenAiStream translation =
              new OpenAiStream(tap, "r", bytes -> out.append(Bodies.string(bytes)));
          Bodies.feed(translation, stream);

          AnswerFacts facts = tap.facts();
          boolean error = out.indexOf("event: error") >= 0;
          assertThat(out.indexOf("message_stop") >= 0).isNotEqualTo(error);
          assertThat(ErrorBody.ofStream(stream, "r").bytes(Dialect.OPENAI)).isNotEmpty();
          whole.addAndGet(facts.complete() ? 1 : 0);
        });
    assertThat(whole.get()).isBetween(1, 4_999);
  }

  /// A few bytes changed, or the end taken away.
  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(damaged.length);
      byte[] alphabet = Bodies.bytes("'{}[],:0-1x\n\r");
      damaged[at] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt()
              : alphabet[random.nextInt(alphabet.length)];
    }
    int cut = random.nextInt(10) == 0 ? random.nextInt(damaged.length) : damaged.length;
    return Arrays.copyOf(damaged, cut);
  }
}
