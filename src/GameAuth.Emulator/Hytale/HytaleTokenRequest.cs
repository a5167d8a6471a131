using System.Text.Json.Nodes;

namespace GameAuth.Emulator;

/// <summary>A token that a test wants from <see cref="HytaleEmulator.IssueToken"/>, as good or as bad as it says. By default it is a good identity token of a player.</summary>
public sealed record HytaleTokenRequest
{
    /// <summary>Which claims it starts from: <see cref="HytaleTokenKind.Session"/>, <see cref="HytaleTokenKind.Identity"/> (the default) or <see cref="HytaleTokenKind.ServerAccess"/>.</summary>
    public HytaleTokenKind Kind { get; init; } = HytaleTokenKind.Identity;

    /// <summary>The username or UUID of the profile that it is about; the first account's first one when null.</summary>
    public string? Profile { get; init; }

    /// <summary>How long from now, by the emulator's clock, until <c>exp</c>; negative for a token that is over. Default: as sessions live.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>How long from now until <c>nbf</c>; negative for the past. Default: zero.</summary>
    public TimeSpan NotBeforeIn { get; init; }

    /// <summary>How long from now until <c>iat</c>; negative for the past. Default: zero.</summary>
    public TimeSpan IssuedAtIn { get; init; }

    /// <summary>Claims that are added or replace others, such as <c>aud</c> as a text or a list; one with null is taken away. Default: none.</summary>
    public JsonObject? Claims { get; init; }

    /// <summary>Members of the header that are added or replace others, such as <c>jwk</c>, <c>jku</c>, <c>crit</c>; one with null is taken away. Default: none.</summary>
    public JsonObject? Header { get; init; }

    /// <summary>How it is signed. Default: genuinely.</summary>
    public HytaleSignature Signature { get; init; }
}

/// <summary>The tokens that the Hytale hosts give out.</summary>
public enum HytaleTokenKind
{
    /// <summary>The OAuth access token, an RS256 JWT (<c>hytale_access</c> in the log).</summary>
    Access,

    /// <summary>The rotating OAuth refresh token, opaque (<c>hytale_refresh</c>).</summary>
    Refresh,

    /// <summary>The session token, an EdDSA JWT (<c>hytale_session</c>).</summary>
    Session,

    /// <summary>The identity token, an EdDSA JWT (<c>hytale_identity</c>).</summary>
    Identity,

    /// <summary>The authorization grant of a server join, opaque and good once (<c>hytale_grant</c>).</summary>
    Grant,

    /// <summary>The access token of a server join, an EdDSA JWT (<c>hytale_server_access</c>).</summary>
    ServerAccess,
}

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
