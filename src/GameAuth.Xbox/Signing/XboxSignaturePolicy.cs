using System.Collections.Immutable;

namespace GameAuth.Xbox;

/// <summary>What a host wants to see signed: one entry of <c>SignaturePolicies</c> in the title endpoint list (NSAL). Immutable.</summary>
/// <remarks>Facts: the public list at <c>title.mgt.xboxlive.com/titles/default/endpoints?type=1</c>, contract version 1.</remarks>
public sealed class XboxSignaturePolicy
{
    /// <summary>Version 1, the first 8192 bytes of the body, no extra headers: what the sign-in hosts and <c>*.xboxlive.com</c> use.</summary>
    public static XboxSignaturePolicy Default { get; } = new();

    /// <summary>The number of the policy, which the signature repeats in its first four bytes. Default: 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How many bytes of the body are signed, from its start; a longer body is sent whole all the same. Default: 8192.</summary>
    /// <remarks>A long, because some hosts name 4294967295 to mean the whole body.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxBodyBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 8192;

    /// <summary>The names of the headers whose values are signed after <c>Authorization</c>, in this order. Default: none.</summary>
    public ImmutableArray<string> ExtraHeaders
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];
}
