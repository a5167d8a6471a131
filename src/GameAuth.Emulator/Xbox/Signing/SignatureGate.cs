using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>Lets a request in by its signature: which key it must be made with, and whether it may be missing.</summary>
internal static class SignatureGate
{
    private static readonly EmulatedSignaturePolicy Usual = new();

    /// <summary>Null when the request may go on.</summary>
    public static Reply? Refuse(
        XboxAuthority authority, Exchange exchange, XboxProofKey? inBody, XboxToken? device, TimeSpan? window, bool required,
        EmulatedSignaturePolicy? policy = null)
    {
        policy ??= Usual;
        DeviceKeyBinding binding = authority.Options.DeviceKey;
        XboxProofKey? key = binding is DeviceKeyBinding.Lenient ? inBody ?? device?.Key : device?.Key ?? inBody;
        string authorization = exchange.Headers.Authorization.ToString();
        string? header = exchange.Headers["Signature"] is { Count: > 0 } values ? values.ToString() : null;
        XboxSignedRequest request = new(exchange.Method, exchange.Target, authorization, exchange.Body)
        {
            MaxBodyBytes = policy.MaxBodyBytes, ExtraHeaders = [.. policy.ExtraHeaders.Select(name => exchange.Headers[name].ToString())],
        };
        SignatureFinding finding = XboxSignatureVerifier.Check(header, request, key, window, exchange.Now);
        bool foreignKey = inBody is not null && device?.Key is { } bound && bound.Thumbprint != inBody.Thumbprint;
        if (foreignKey && binding is DeviceKeyBinding.Strict)
        {
            finding = SignatureFinding.Bad("the proof key is not the one that the device token is bound to");
        }
        else if (foreignKey)
        {
            exchange.Note = "the proof key is not the device token's; let in by lenient binding";
        }

        exchange.Signature = finding;
        exchange.KeyThumbprint = key?.Thumbprint;
        return finding.Verdict switch
        {
            SignatureVerdict.Absent when required => XboxReply.Forbidden(exchange, "a signature is required"),
            SignatureVerdict.Stale or SignatureVerdict.Bad => XboxReply.Forbidden(exchange, "signature refused: " + finding.Detail),
            _ => null,
        };
    }

    /// <summary>Keeps an uncheckable signature with the token that it asked for.</summary>
    public static void Defer(Exchange exchange, XboxToken issued)
    {
        if (exchange.Signature.Verdict is not SignatureVerdict.Deferred) { return; }
        XboxSignatureHeader header = XboxSignatureHeader.Parse(exchange.Headers["Signature"].ToString())!;
        XboxSignedRequest request = new(exchange.Method, exchange.Target, exchange.Headers.Authorization.ToString(), exchange.Body);
        issued.Deferred = new DeferredSignature(exchange, request.Hash(header.Version, header.FileTime), header.Signature);
    }

    public static void Settle(Exchange exchange, XboxToken presented, XboxProofKey? key)
    {
        if (presented.Deferred is not { } deferred || key is null) { return; }
        presented.Deferred = null;
        exchange.Consequences.Add(deferred.Settle(key, exchange));
    }
}

/// <summary>The signing policy that an added endpoint has for one of the emulator's own hosts; the longest path wins.</summary>
internal static class TitleEndpointPolicy
{
    public static EmulatedSignaturePolicy? For(IEnumerable<EmulatedTitleEndpoint> added, Exchange exchange) => added
        .Where(one => IsHost(one, exchange.Host) && (one.Path is null || exchange.Path.StartsWith(one.Path, StringComparison.Ordinal)))
        .MaxBy(one => one.Path?.Length ?? 0)?.Policy;

    private static bool IsHost(EmulatedTitleEndpoint one, EmulatedHost host) =>
        one.Host == host.DnsName || (one.Host is "127.0.0.1" or "localhost" && (one.Port is null || one.Port == host.Port));
}

/// <summary>
/// A signature whose key the server has not met: some clients ask for the user token before the device token. It is checked
/// when the token that it asked for is presented together with a key.
/// </summary>
internal sealed record DeferredSignature(Exchange Exchange, byte[] Hash, byte[] Signature)
{
    public EmulatorEvent Settle(XboxProofKey key, Exchange occasion)
    {
        bool verified = key.Verifies(Hash, Signature);
        Exchange.KeyThumbprint = key.Thumbprint;
        Exchange.Signature = Exchange.Signature with
        {
            Verdict = verified ? SignatureVerdict.Verified : SignatureVerdict.Bad,
            Detail = verified ? null : "made with another key than the one its token is used with",
        };
        return Exchange.ToEvent(0) with
        {
            Sequence = occasion.Sequence, Time = occasion.Now, RefersTo = Exchange.Sequence, Issued = [], Spent = [],
            Note = "deferred signature settled",
        };
    }
}
