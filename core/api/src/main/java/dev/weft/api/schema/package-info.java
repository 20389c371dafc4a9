/// What the records of every kind are made of: the annotations that say how fields are spelled, and
/// the two vocabularies of free-form values and of findings. Reading text is not done here.
@NullMarked
package dev.weft.api.schema;

import org.jspecify.annotations.NullMarked;
