package dev.breakeven.ask.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelEndpointTest {
  private static ModelEndpoint at(String uri) {
    return ModelEndpoint.of("m", URI.create(uri), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:11434, http://127.0.0.1:11434/v1/chat/completions, false",
    "http://127.0.0.1:11434/v1/, http://127.0.0.1:11434/v1/chat/completions, false",
    "https://api.openai.com/v1, https://api.openai.com/v1/chat/completions, false",
    "https://api.anthropic.com, https://api.anthropic.com/v1/messages, true",
    "https://host/team/v1/messages, https://host/team/v1/messages, true"
  })
  void anAddressIsCompletedToTheRouteOfItsDialect(String given, String address, boolean anthropic) {
    assertThat(at(given).address()).hasToString(address);
    assertThat(at(given).anthropic()).isEqualTo(anthropic);
  }

  @Test
  void onlyThisMachineIsLoopback() {
    assertThat(at("http://127.0.0.1:1").isLoopback()).isTrue();
    assertThat(at("http://[::1]:1").isLoopback()).isTrue();
    assertThat(at("http://localhost:1").isLoopback()).isTrue();
    assertThat(at("http://192.0.2.1:1").isLoopback()).isFalse();
    assertThat(at("http://127.0.0.1.invalid:1").isLoopback()).isFalse();
  }

  @Test
  void aKeyIsNotShownToAll() {
    assertThatThrownBy(
            () -> ModelEndpoint.of("m", URI.create("http://192.0.2.1"), Optional.of("sk-secret")))
        .hasMessageContaining("plain http")
        .hasMessageNotContaining("sk-secret");
    assertThatThrownBy(() -> at("https://me:pw@host/v1")).hasMessageContaining("password");
    assertThatThrownBy(() -> at("file:///etc/passwd")).hasMessageContaining("no address");
  }
}
