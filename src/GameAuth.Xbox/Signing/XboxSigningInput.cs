namespace GameAuth.Xbox;

/// <summary>The parts of one request that a signature covers, as they go on the wire. What is not set is empty.</summary>
/// <remarks>No text part may hold a NUL, because NUL ends each field of the layout.</remarks>
public readonly ref struct XboxSigningInput
{
    /// <summary>The method, such as <c>POST</c>; ASCII letters are signed in upper case.</summary>
    public ReadOnlySpan<char> Method { get; init; }

    /// <summary>The request target: path and query, escaped as sent, with <c>?</c>, without scheme, host and fragment.</summary>
    public ReadOnlySpan<char> PathAndQuery { get; init; }

    /// <summary>The value of the <c>Authorization</c> header; empty where none is sent.</summary>
    public ReadOnlySpan<char> Authorization { get; init; }

    /// <summary>The values for <see cref="XboxSignaturePolicy.ExtraHeaders"/>, in its order; an absent header is an empty string.</summary>
    public ReadOnlySpan<string> ExtraHeaderValues { get; init; }

    /// <summary>The whole body; the policy decides how much of it is signed.</summary>
    public ReadOnlySpan<byte> Body { get; init; }
}
