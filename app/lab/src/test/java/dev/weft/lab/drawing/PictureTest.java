package dev.weft.lab.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.topology.Lab;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
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
        .containsPattern("▣ eastwest +east-west gateway")
        .containsPattern("○ plain +no sidecar")
        .containsPattern("east/caller +══▶ +west/blue-echo-v1");
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

  /// `-Dweft.golden=write` draws it again.
  @Test
  void thePictureInTheGuideIsWhatDrawPrints() throws Exception {
    Path picture = Path.of("../../docs/guides/two-networks.svg");
    String svg = SvgPicture.of(Scene.of(lab("two-networks")));
    if (System.getProperty("weft.golden", "").equals("write")) {
      Files.writeString(picture, svg);
    }
    assertThat(svg)
        .as("docs/guides/two-networks.svg; run this test with -Dweft.golden=write")
        .isEqualTo(Files.readString(picture));
  }

  @Test
  void aCallIntoAnotherNetworkLeadsThroughItsGateway() {
    String svg = SvgPicture.of(Scene.of(lab("two-networks")));
    assertThat(svg)
        .contains(
            "east/caller → west/blue-echo-v1: mutual TLS from sidecar to sidecar, through the")
        .contains("east/caller → west/plain: is to fail");
    assertThat(svg.lines().filter(line -> line.contains("class=\"call encrypted\"")))
        .as("three calls, each in two parts: to the gateway and from it")
        .hasSize(6)
        .allMatch(line -> line.contains("marker-end"));
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
