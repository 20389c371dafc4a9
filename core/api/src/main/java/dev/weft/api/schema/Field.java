package dev.weft.api.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The API's spelling of a field, variant or constant, where it differs from the Java name.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE, ElementType.FIELD})
public @interface Field {
  /// The name that is written.
  String value();

  /// Other spellings that are accepted.
  String[] also() default {};
}
