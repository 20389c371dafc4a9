package dev.weft.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Problem;
import dev.weft.world.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayersTest extends TextSourceContract {
  private final MemorySource upper = new MemorySource("default");
  private final MemorySource lower = new MemorySource("default");
  private final Layers layers = new Layers(List.of(upper, lower));

  @Override
  protected Source source() {
    return layers;
  }

  @Override
  protected void write(String file, String text) {
    upper.put(file, text);
  }

  @Override
  protected void remove(String file) {
    upper.remove(file);
  }

  @Test
  void theUpperLayerCountsAndTheLowerOneShowsWhenItGoes() {
    List<Batch> batches = new ArrayList<>();
    upper.put("file.yaml", entry("a", 1));
    layers.start(batches::add);
    lower.put("applied.yaml", entry("a", 2) + "---\n" + entry("b", 5));
    assertThat(batches.getLast().changes()).hasSize(1);
    assertThat(batches.getLast().problems())
        .extracting(Problem::code)
        .containsExactly(Problem.Code.CONFLICT);
    assertThat(batches.getLast().problems().getFirst().toString()).contains("file.yaml:4");
    assertThat(layers.hidden(1, key("a"))).isPresent();
    assertThat(layers.hidden(1, key("b"))).isEmpty();
    upper.remove("file.yaml");
    assertThat(batches.getLast().changes())
        .last()
        .isInstanceOfSatisfying(
            Change.Put.class,
            put -> assertThat(put.resource().position("").file()).isEqualTo("applied.yaml"));
    assertThat(batches.getLast().problems()).isEmpty();
  }
}
