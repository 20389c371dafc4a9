package dev.weft.api.schema;

/// What a resource says beside its metadata; each kind has one record that implements this.
///
/// A component of the record is named exactly as the field of the API. A message is a record, a
/// `oneof` a sealed interface, a repeated field a [java.util.List], a duration a
/// [java.time.Duration]; a field whose absence means something is an [java.util.Optional]. Where
/// the API cannot tell absent from its zero value, the component has that value (empty text, zero,
/// false, the first constant).
public interface Spec {}
