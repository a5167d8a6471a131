namespace GameAuth.Jose;

/// <summary>Why a JSON Web Key, or a set of them, was refused.</summary>
public enum JwkError
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The text is longer than <see cref="JsonWebKeySet.MaxLength"/>, or has more than <see cref="JsonWebKeySet.MaxKeys"/> keys.</summary>
    TooLarge = 1,

    /// <summary>It is no JSON object, has duplicate members, or is no key set.</summary>
    NotJson = 2,

    /// <summary>A member that the key needs is absent or is no string.</summary>
    MissingMember = 3,

    /// <summary>The key type or its curve is not one of Ed25519, P-256 and RSA.</summary>
    UnknownKeyType = 4,

    /// <summary>It holds private members, such as <c>d</c>. A private key in a public place is lost: its owner must replace it.</summary>
    PrivateKey = 5,

    /// <summary>Its <c>alg</c> is not the one of its type.</summary>
    WrongAlgorithm = 6,

    /// <summary>Its <c>use</c> is not <c>sig</c>, or its <c>key_ops</c> lack <c>verify</c>.</summary>
    WrongUse = 7,

    /// <summary>A member is not base64url without padding, or has a length that the key's type does not have.</summary>
    BadEncoding = 8,

    /// <summary>The point is not on its curve, or of small order; the RSA key is shorter than 2048 bits, longer than 8192, or known to be weak.</summary>
    WeakKey = 9,

    /// <summary>The key id is no string, empty, or longer than <see cref="JwsLimits.MaxKeyIdLength"/>.</summary>
    BadKeyId = 10,

    /// <summary>Another key of the set has the same id.</summary>
    DuplicateKeyId = 11,

    /// <summary>No key of the set can be used.</summary>
    NoUsableKey = 12,
}
