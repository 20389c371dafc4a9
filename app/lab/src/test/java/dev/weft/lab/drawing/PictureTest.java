package dev.weft.lab.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.topology.Lab;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PictureTest {
  private static Lab lab(String name) {
    return Catalogue.shipped(name).lab();
  }

  @Test
  void textNamesEveryPodAndEveryCall() {
    String text = TextPicture.of(Scene.of(lab("two-networks")));
    assertThat(text)
        .contains("network1", "network2", "cluster east (mesh red, trust domain red.example")
        .contains("▣ eastwest   east-west gateway", "○ plain      no sidecar")
        .contains("east/caller  ══▶  west/blue-echo");
  }

  @Test
  void everyLabIsDrawnAsWellFormedSvg() throws Exception {
    for (String name : Catalogue.names()) {
      String svg = SvgPicture.of(Scene.of(lab(name)));
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
      assertThat(document.getDocumentElement().getTagName()).as(name).isEqualTo("svg");
      assertThat(document.getElementsByTagName("path").getLength()).as(name).isGreaterThan(4);
    }
  }

  @Test
  void whatWasSeenIsDrawnByWhatBecameOfIt() {
    List<Call> calls =
        List.of(
            new Call("east/caller", "west/blue-echo", Call.State.WRONG),
            new Call("west/caller", "east/red-echo", Call.State.REFUSED));
    Scene scene = Scene.of(lab("two-meshes"), calls);
    assertThat(SvgPicture.of(scene)).contains("class=\"call wrong\"", "class=\"call refused\"");
    assertThat(TextPicture.of(scene)).contains("(not as expected)", "(refused, as it should be)");
  }
}
