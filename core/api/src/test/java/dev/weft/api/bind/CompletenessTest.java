package dev.weft.api.bind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weft.api.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares the fields of the records with those of a library's model that is generated from the
/// API, field by field.
class CompletenessTest {
  /// Fields of which the library's model is not what the API says, each with the reason.
  private static final Map<String, String> EXCEPTIONS =
      Map.of("WasmPlugin.match[].mode", "an enumeration, of which the generator kept the number");

  static Stream<Class<? extends HasMetadata>> generatedKinds() throws Exception {
    List<Class<? extends HasMetadata>> kinds = new ArrayList<>();
    Path jar =
        Path.of(
            io.fabric8.istio.api.networking.v1.VirtualService.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    for (Class<?> type : classes(jar, "io/fabric8/istio/api/[a-z]+/v[0-9a-z]+/[A-Za-z]+")) {
      if (HasMetadata.class.isAssignableFrom(type) && !type.isInterface()) {
        kinds.add(type.asSubclass(HasMetadata.class));
      }
    }
    return kinds.stream();
  }

  @Test
  void everyKindOfTheLibraryIsAmongOurs() throws Exception {
    assertThat(generatedKinds()).hasSizeGreaterThan(25);
    for (Class<? extends HasMetadata> type : generatedKinds().toList()) {
      String apiVersion = HasMetadata.getApiVersion(type);
      assertThat(Kind.named(HasMetadata.getKind(type)))
          .as(type.getName())
          .hasValueSatisfying(kind -> assertThat(kind.apiVersions()).contains(apiVersion));
    }
  }

  @ParameterizedTest
  @MethodSource("generatedKinds")
  void everyFieldOfTheLibraryIsAmongOurs(Class<? extends HasMetadata> type) throws Exception {
    Kind kind = Kind.named(HasMetadata.getKind(type)).orElseThrow();
    Class<?> theirs = type.getDeclaredField("spec").getType();
    SortedMap<String, String> expected = new TreeMap<>();
    generated(theirs, "", new Out(expected, Set.of()));
    SortedMap<String, String> actual = new TreeMap<>();
    fields(new Shape.Message(kind.type().asSubclass(Record.class)), "", actual);

    expected.keySet().removeIf(path -> EXCEPTIONS.containsKey(kind.label() + path));
    assertThat(expected).isNotEmpty();
    Set<String> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(actual.keySet());
    assertThat(missing).as("fields of %s that the record lacks", type.getName()).isEmpty();
    expected.forEach((path, words) ->
        assertThat(List.of(actual.getOrDefault(path, "").split("\\|")))
            .as("type of %s%s", kind.label(), path)
            .containsAll(List.of(words.split("\\|"))));
  }

  /// Where paths go, and the classes that a path has come through: the generator mistook one
  /// message for the choice that it is part of, so that its class contains itself.
  private record Out(Map<String, String> paths, Set<Class<?>> above) {
    Out below(Class<?> type) {
      Set<Class<?>> more = new HashSet<>(above);
      more.add(type);
      return new Out(paths, more);
    }
  }

  /// Paths of a generated class with the sort of value, or the words of an enumeration.
  private static void generated(Class<?> type, String path, Out above) throws Exception {
    if (above.above().contains(type)) {
      return;
    }
    Out out = above.below(type);
    for (Field field : type.getDeclaredFields()) {
      JsonProperty property = field.getAnnotation(JsonProperty.class);
      if (property == null || Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      if (field.isAnnotationPresent(JsonUnwrapped.class)) {
        for (Class<?> variant : variants(field.getType())) {
          generated(variant, path, out);
        }
      } else {
        generated(field.getGenericType(), path + "." + property.value(), out);
      }
    }
  }

  private static void generated(Type type, String path, Out out) throws Exception {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      boolean list = generic.getRawType() == List.class;
      if (arguments[arguments.length - 1] == Object.class) {
        out.paths().put(path, "FREE");
      } else {
        generated(arguments[arguments.length - 1], path + (list ? "[]" : "{}"), out);
      }
    } else if (type instanceof Class<?> plain && plain.isEnum()) {
      out.paths().put(path, words(plain));
    } else if (type instanceof Class<?> plain && plain.getName().startsWith("io.fabric8.istio")) {
      out.paths().put(path, "message");
      generated(plain, path, out);
    } else {
      out.paths().put(path, scalar(type));
    }
  }

  private static String scalar(Type type) {
    if (type == Integer.class || type == Long.class) {
      return "WHOLE";
    }
    if (type == Double.class || type == Float.class) {
      return "NUMBER";
    }
    if (type == Boolean.class) {
      return "TRUTH";
    }
    return type == String.class ? "TEXT" : "FREE";
  }

  private static String words(Class<?> type) throws NoSuchFieldException {
    Set<String> words = new TreeSet<>();
    for (Object constant : type.getEnumConstants()) {
      JsonProperty spelling =
          type.getField(((Enum<?>) constant).name()).getAnnotation(JsonProperty.class);
      words.add(spelling == null ? constant.toString() : spelling.value());
    }
    return String.join("|", words);
  }

  private static List<Class<?>> variants(Class<?> choice) throws Exception {
    Path jar = Path.of(choice.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> variants = new ArrayList<>();
    String folder = choice.getPackageName().replace('.', '/');
    for (Class<?> type : classes(jar, folder + "/[A-Za-z0-9_]+")) {
      if (choice.isAssignableFrom(type) && !type.isInterface()) {
        variants.add(type);
      }
    }
    assertThat(variants).as("variants of " + choice).isNotEmpty();
    return variants;
  }

  private static List<Class<?>> classes(Path jar, String pattern)
      throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (var entry : Collections.list(file.entries())) {
        String name = entry.getName().replaceFirst("\\.class$", "");
        if (entry.getName().endsWith(".class")
            && name.matches(pattern)
            && !name.matches(".*(Builder|Fluent|FluentImpl|List)")) {
          classes.add(Class.forName(name.replace('/', '.')));
        }
      }
    }
    return classes;
  }

  /// Paths of a record, in the same notation. A duration is text in the API; a list or a map of
  /// free-form values is free-form.
  private static void fields(Shape shape, String path, Map<String, String> out) {
    switch (shape) {
      case Shape.Maybe maybe -> fields(maybe.value(), path, out);
      case Shape.ListOf list -> fields(list.element(), path + "[]", out);
      case Shape.MapOf map -> fields(map.value(), path + "{}", out);
      case Shape.Message message -> {
        out.putIfAbsent(path, "message");
        message.slots().forEach(slot -> slot(slot, path, out));
      }
      case Shape.OneOf choice -> {
        out.putIfAbsent(path, "message");
        choice.variants().forEach((name, variant) -> variant(name, variant, path, out));
      }
      case Shape.Untagged untagged -> out.put(path, "FREE");
      case Shape.Choice word -> out.put(path, String.join("|", word.constants().keySet()));
      case Shape.Scalar scalar -> out.put(path, scalar(scalar));
    }
  }

  private static void slot(Slot slot, String path, Map<String, String> out) {
    if (slot.inline() && slot.shape() instanceof Shape.Maybe maybe) {
      Shape.OneOf choice = (Shape.OneOf) maybe.value();
      choice.variants().forEach((name, variant) -> variant(name, variant, path, out));
      return;
    }
    slot.names().forEach(name -> fields(slot.shape(), path + "." + name, out));
  }

  private static void variant(
      String name, Shape.Message variant, String path, Map<String, String> out) {
    Shape shape = Zero.isValue(variant) ? variant.slots().getFirst().shape() : variant;
    fields(shape, path + "." + name, out);
  }

  private static String scalar(Shape.Scalar scalar) {
    return switch (scalar) {
      case TEXT, DURATION -> "TEXT";
      case INTEGER, LONG -> "WHOLE";
      case NUMBER -> "NUMBER";
      case TRUTH -> "TRUTH";
      case FREE -> "FREE";
    };
  }
}
