package dev.weft.graph.link.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplatesTest {
  @ParameterizedTest
  @CsvSource({
    "/foo/*, /foo/bar, true",
    "/foo/*, /foo/, false",
    "/foo/*, /foo/bar/baz, false",
    "/foo/**, /foo/, true",
    "/foo/**, /foo/bar/baz, true",
    "/foo/**, /food, false",
    "/*/baz/**, /foo/baz/a/b, true",
    "/*/baz/**, /foo/bar/a, false",
    "/{country}/orders/{id}, /ch/orders/7, true",
    "/{country}/orders/{id}, /ch/orders, false",
    "/{rest=**}, /a/b/c, true",
    "/media/{name=v*}, /media/v1, true",
    "/media/{name=v*}, /media/w1, false",
    "/**.m3u8, /live/a.m3u8, true",
    "/**.m3u8, /live/a.mp4, false",
    "/a.b/*, /aXb/c, false",
  })
  void aTemplateMatchesWholePaths(String template, String path, boolean matches) throws Unlinkable {
    assertThat(PathTemplates.text(template, Where.TOP).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"foo/*, does not begin", "/{a, does not close", "/**/*, wildcard after"})
  void aBrokenTemplateIsRefusedInWords(String template, String words) {
    assertThatThrownBy(() -> PathTemplates.text(template, Where.TOP))
        .isInstanceOf(Unlinkable.class)
        .hasMessageContaining(words);
  }
}
