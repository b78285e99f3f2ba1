//! Reads JSON (RFC 8259) into the types that cross the wire.
//!
//! `serde_json` reads as well, but says in words what is wrong and where, and
//! reads structs from arrays too: for the console's types that is 70 kB of wasm
//! more. The console only has to know that an answer is not what the API
//! promises. `serde_json` still writes, and the tests hold this reader against
//! it (docs/decisions/0006-a-small-json-reader.md).

mod reader;

use reader::{List, Reader};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

/// The text is no JSON, or not of the type that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the JSON that was expected")
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Result<T> = std::result::Result<T, Unreadable>;

/// The value that the text says.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Unreadable),
    }
}

/// An array's or an object's values, one by one.
struct Values<'r, 'a> {
    reader: &'r mut Reader<'a>,
    list: List,
}

impl<'r, 'a> Values<'r, 'a> {
    fn open(reader: &'r mut Reader<'a>, open: u8) -> Result<Self> {
        reader.open(open)?;
        Ok(Self {
            reader,
            list: List::of(open),
        })
    }

    /// The visitor has what it wanted: nothing may be left.
    fn end(mut self) -> Result<()> {
        if self.reader.more(&mut self.list)? {
            Err(Unreadable)
        } else {
            Ok(())
        }
    }
}

impl<'de> de::SeqAccess<'de> for Values<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.reader.more(&mut self.list)? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> de::MapAccess<'de> for Values<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        de::SeqAccess::next_element_seed(self, seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// One of an enum's variants: its word, alone or as the only key of an object.
struct Variant<'r, 'a> {
    reader: &'r mut Reader<'a>,
    alone: bool,
}

impl<'r, 'a> Variant<'r, 'a> {
    /// The reader, at what the variant holds.
    fn inside(self) -> Result<&'r mut Reader<'a>> {
        if self.alone { Err(Unreadable) } else { Ok(self.reader) }
    }
}

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let variant = seed.deserialize(&mut *self.reader)?;
        if !self.alone {
            self.reader.take(b':')?;
        }
        Ok((variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<()> {
        if self.alone { Ok(()) } else { self.reader.word("null") }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self.inside()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        de::Deserializer::deserialize_seq(self.inside()?, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        de::Deserializer::deserialize_map(self.inside()?, visitor)
    }
}

/// Several kinds of values that are read alike.
macro_rules! alike {
    ($how:ident: $($name:ident($($argument:ty),*))*) => {$(
        fn $name<V: Visitor<'de>>(self, $(_: $argument,)* visitor: V) -> Result<V::Value> {
            self.$how(visitor)
        }
    )*};
}

impl<'de> Reader<'de> {
    fn integer_for<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        visitor.visit_i64(self.integer()?)
    }

    fn string_for<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        visitor.visit_str(&self.string()?)
    }

    fn null_for<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn array_for<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let mut values = Values::open(self, b'[')?;
        let value = visitor.visit_seq(&mut values)?;
        values.end()?;
        Ok(value)
    }

    fn object_for<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let mut values = Values::open(self, b'{')?;
        let value = visitor.visit_map(&mut values)?;
        values.end()?;
        Ok(value)
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    alike! { integer_for:
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64()
    }
    alike! { string_for: deserialize_str() deserialize_string() deserialize_char() deserialize_identifier() }
    alike! { null_for: deserialize_unit() deserialize_unit_struct(&'static str) }
    alike! { array_for:
        deserialize_seq() deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize)
    }
    alike! { object_for: deserialize_map() deserialize_struct(&'static str, &'static [&'static str]) }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek() {
            Some(b'"') => self.string_for(visitor),
            Some(b'[') => self.array_for(visitor),
            Some(b'{') => self.object_for(visitor),
            Some(b'n') => self.null_for(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            _ => {
                let number = self.number()?;
                match number.parse() {
                    Ok(integer) => visitor.visit_i64(integer),
                    Err(_) => visitor.visit_f64(number.parse().map_err(|_| Unreadable)?),
                }
            }
        }
    }

    forward_to_deserialize_any! { i128 u128 f32 f64 bytes byte_buf }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_bool(self.bool()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let alone = self.peek() == Some(b'"');
        if !alone {
            self.open(b'{')?;
        }
        let value = visitor.visit_enum(Variant { reader: self, alone })?;
        if !alone {
            self.close(b'}')?;
        }
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

#[cfg(test)]
mod tests;
