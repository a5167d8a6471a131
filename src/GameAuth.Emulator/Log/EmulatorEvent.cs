namespace GameAuth.Emulator;

/// <summary>One request that reached the emulator, or (with <see cref="RefersTo"/>) a later finding about one.</summary>
public sealed record EmulatorEvent
{
    /// <summary>The number of the request, from 1, in order of arrival; of a later finding, the request that brought it about.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the request was handled, by the emulator's own clock (skew included).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The live name of the emulated host, such as <c>sisu.xboxlive.com</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The step of the flow, such as <c>login.poll</c> or <c>xsts.authorize</c>; <c>unknown</c> for paths that are not emulated.</summary>
    public required string Step { get; init; }

    /// <summary>The HTTP method; over a socket <c>MESSAGE</c> (from the client), <c>PUSH</c> (from the emulator by itself) or <c>CLOSE</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The path, without the query: a query may hold codes. Of a message over a socket, the resource that it is about, if any.</summary>
    public required string Path { get; init; }

    /// <summary>The status that was answered, or 0 when the connection was dropped instead. Of a message over a socket, its own status: 0 is success.</summary>
    public int Status { get; init; }

    /// <summary>What became of the request's signature.</summary>
    public SignatureVerdict Signature { get; init; }

    /// <summary>Why a signature is bad, stale or deferred.</summary>
    public string? SignatureDetail { get; init; }

    /// <summary>How far behind the emulator's clock the signature's timestamp is; negative when it is ahead.</summary>
    public TimeSpan? SignatureAge { get; init; }

    /// <summary>The RFC 7638 thumbprint of the key that the signature was checked with.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The request's <c>x-xbl-contract-version</c>, verbatim.</summary>
    public string? ContractVersion { get; init; }

    /// <summary>The relying party that a token was asked for.</summary>
    public string? Audience { get; init; }

    /// <summary>The tokens that the answer carries, or would have carried.</summary>
    public IReadOnlyList<TokenMention> Issued { get; init; } = [];

    /// <summary>The known tokens that the request presented.</summary>
    public IReadOnlyList<TokenMention> Spent { get; init; } = [];

    /// <summary>The scripted fault that was applied, in words.</summary>
    public string? Fault { get; init; }

    /// <summary>What the emulator has to say about the request, such as why it was refused.</summary>
    public string? Note { get; init; }

    /// <summary>The <see cref="Sequence"/> of the earlier request that this finding is about.</summary>
    public long? RefersTo { get; init; }

    /// <summary>The event as one line of JSON; members without a value are left out.</summary>
    /// <returns>The line, without its end.</returns>
    public string ToJson() => EventJson.Write(this);
}
