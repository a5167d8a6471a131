namespace GameAuth.Emulator;

/// <summary>What may be wrong with the key set that the sessions host publishes.</summary>
public enum HytaleJwksTrick
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The current <c>kid</c> comes twice, the second time with another <c>x</c>.</summary>
    DuplicateKid,

    /// <summary>One more key, whose <c>x</c> is the neutral element: a signature that needs no private key verifies under it. Its <c>kid</c> is <c>emulator-small-order</c>.</summary>
    SmallOrder,

    /// <summary>As <see cref="SmallOrder"/>, in an encoding that no reduced number has (y = p + 1).</summary>
    NonCanonical,

    /// <summary>The current key has a member <c>d</c>, as if the private half had leaked.</summary>
    PrivateMember,

    /// <summary>The current key says <c>crv</c> <c>Ed448</c>.</summary>
    WrongCurve,

    /// <summary>The <c>x</c> of the current key has 31 bytes.</summary>
    ShortKey,

    /// <summary>The current key says <c>use</c> <c>enc</c>.</summary>
    ForEncryption,

    /// <summary>The current key has no <c>kid</c>.</summary>
    NoKid,

    /// <summary>Forty keys, the published ones among them.</summary>
    ManyKeys,

    /// <summary>The published keys and 100 KiB of something else.</summary>
    Huge,

    /// <summary>No key at all.</summary>
    Empty,

    /// <summary>A text that is no JSON.</summary>
    NotJson,
}
