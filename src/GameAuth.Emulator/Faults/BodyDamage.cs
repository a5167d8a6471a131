namespace GameAuth.Emulator;

/// <summary>What may be wrong with the body of an answer.</summary>
public enum BodyDamage
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The body is empty.</summary>
    Empty,

    /// <summary>An HTML page, as a proxy or an outage sends it, under the original status.</summary>
    Html,

    /// <summary>The announced length is right, but the connection ends half way.</summary>
    Truncated,

    /// <summary>Complete on the wire, but only the first half of the JSON text.</summary>
    HalfJson,

    /// <summary>The JSON object is padded to <see cref="Fault.HugeBytes"/>.</summary>
    Huge,

    /// <summary>As <see cref="Huge"/>, gzip-compressed to a small body.</summary>
    HugeCompressed,

    /// <summary>A member holds arrays nested 500 deep.</summary>
    Deep,

    /// <summary>Every object has members that no documentation names.</summary>
    UnknownFields,

    /// <summary>Every <c>DisplayClaims</c> is null.</summary>
    NullClaims,

    /// <summary>Every <c>xui</c> is an empty array.</summary>
    EmptyClaims,

    /// <summary>Every number is written as a string.</summary>
    NumbersAsStrings,

    /// <summary>Every string is null.</summary>
    NullStrings,

    /// <summary>Every timestamp has nine fractional digits.</summary>
    NineFractionDigits,

    /// <summary>Every timestamp is no date at all.</summary>
    BadDates,

    /// <summary>Every object names its first member twice.</summary>
    DuplicateKeys,
}
