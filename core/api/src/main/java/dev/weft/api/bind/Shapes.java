package dev.weft.api.bind;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Untagged;
import dev.weft.api.schema.Value;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Derives shapes from record types; what it derives is kept with the class, once for the life of
/// the program.
final class Shapes {
  /// How a record is made and what is in it.
  record Layout(Constructor<? extends Record> constructor, List<Slot> slots) {}

  private static final ClassValue<Layout> LAYOUTS =
      new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
          return describe(type.asSubclass(Record.class));
        }
      };

  private static final ClassValue<Map<String, Shape.Message>> VARIANTS =
      new ClassValue<>() {
        @Override
        protected Map<String, Shape.Message> computeValue(Class<?> type) {
          Map<String, Shape.Message> variants = new LinkedHashMap<>();
          for (Class<?> variant : type.getPermittedSubclasses()) {
            if (!isEmptyMatch(variant)) {
              variants.put(
                  spelling(variant, uncapitalized(variant.getSimpleName())),
                  new Shape.Message(variant.asSubclass(Record.class)));
            }
          }
          return Collections.unmodifiableMap(variants);
        }
      };

  private Shapes() {}

  static Layout layout(Class<? extends Record> type) {
    return LAYOUTS.get(type);
  }

  static Map<String, Shape.Message> variants(Class<?> type) {
    return VARIANTS.get(type);
  }

  static Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return new Shape.Maybe(of(arguments[0]));
      }
      return generic.getRawType() == List.class
          ? new Shape.ListOf(of(arguments[0]))
          : new Shape.MapOf(of(arguments[0]), of(arguments[1]));
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalStateException("no shape for " + type);
    }
    return ofClass(plain);
  }

  private static Shape ofClass(Class<?> type) {
    if (type == String.class) {
      return Shape.Scalar.TEXT;
    }
    if (type == int.class || type == Integer.class) {
      return Shape.Scalar.INTEGER;
    }
    if (type == long.class || type == Long.class) {
      return Shape.Scalar.LONG;
    }
    if (type == double.class || type == Double.class) {
      return Shape.Scalar.NUMBER;
    }
    if (type == boolean.class || type == Boolean.class) {
      return Shape.Scalar.TRUTH;
    }
    if (type == Duration.class) {
      return Shape.Scalar.DURATION;
    }
    return type == Value.class ? Shape.Scalar.FREE : structured(type);
  }

  private static Shape structured(Class<?> type) {
    if (type.isEnum()) {
      return choice(type);
    }
    if (type.isRecord()) {
      return new Shape.Message(type.asSubclass(Record.class));
    }
    if (type.isAnnotationPresent(Untagged.class)) {
      return untagged(type);
    }
    if (type.isSealed()) {
      return new Shape.OneOf(type);
    }
    throw new IllegalStateException("no shape for " + type);
  }

  private static Shape choice(Class<?> type) {
    Map<String, Enum<?>> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      Enum<?> word = (Enum<?>) constant;
      constants.put(spelling(constantField(type, word.name()), word.name()), word);
    }
    return new Shape.Choice(Collections.unmodifiableMap(constants));
  }

  private static java.lang.reflect.Field constantField(Class<?> type, String name) {
    try {
      return type.getField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Shape untagged(Class<?> type) {
    Shape.Message number = null;
    Shape.Message text = null;
    for (Class<?> variant : type.getPermittedSubclasses()) {
      Shape.Message message = new Shape.Message(variant.asSubclass(Record.class));
      boolean isText = variant.getRecordComponents()[0].getType() == String.class;
      text = isText ? message : text;
      number = isText ? number : message;
    }
    if (number == null || text == null) {
      throw new IllegalStateException(type + " needs a variant for numbers and one for texts");
    }
    return new Shape.Untagged(number, text);
  }

  private static Layout describe(Class<? extends Record> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Slot> slots = new ArrayList<>();
    for (RecordComponent component : components) {
      slots.add(slot(component));
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return new Layout(constructor, List.copyOf(slots));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Slot slot(RecordComponent component) {
    List<String> names = new ArrayList<>();
    names.add(spelling(component, component.getName()));
    Field field = component.getAnnotation(Field.class);
    if (field != null) {
      names.addAll(List.of(field.also()));
    }
    Default fallback = component.getAnnotation(Default.class);
    return new Slot(
        component,
        List.copyOf(names),
        of(component.getGenericType()),
        component.isAnnotationPresent(Required.class)
            ? Slot.Presence.REQUIRED
            : Slot.Presence.OPTIONAL,
        fallback == null ? "" : fallback.value(),
        component.isAnnotationPresent(Inline.class));
  }

  private static String spelling(AnnotatedElement element, String otherwise) {
    Field field = element.getAnnotation(Field.class);
    return field == null ? otherwise : field.value();
  }

  private static boolean isEmptyMatch(Class<?> variant) {
    return variant == dev.weft.model.StringMatch.Present.class;
  }

  private static String uncapitalized(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
