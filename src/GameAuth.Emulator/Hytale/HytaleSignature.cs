namespace GameAuth.Emulator;

/// <summary>How a token that a test asks for is signed.</summary>
public enum HytaleSignature
{
    /// <summary>With the current key of the sessions host.</summary>
    Genuine,

    /// <summary>With the current key, and then one bit is turned.</summary>
    Flipped,

    /// <summary>With a key that is published nowhere, under the current <c>kid</c>.</summary>
    OtherKey,

    /// <summary>With the current key over other claims: somebody changed a genuine token.</summary>
    OtherClaims,

    /// <summary>With the current key, S replaced by S + L: the same signature for who does not look at its size (RFC 8032 section 8.4).</summary>
    LargeS,

    /// <summary>
    /// R is the neutral element and S is zero, under the <c>kid</c> <c>emulator-small-order</c>: verifies under a key of small order, see
    /// <see cref="HytaleJwksTrick.SmallOrder"/>.
    /// </summary>
    SmallOrder,

    /// <summary>HMAC with SHA-256 and the public key as its secret, <c>alg</c> <c>HS256</c>: the confusion of RFC 8725 section 2.1.</summary>
    HmacWithPublicKey,

    /// <summary>None: the third part is empty, <c>alg</c> is <c>none</c>.</summary>
    None,
}
