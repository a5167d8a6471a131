using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>Lets a request in by its signature: which key it must be made with, and whether it may be missing.</summary>
internal static class SignatureGate
{
    private static readonly EmulatedSignaturePolicy Usual = new();

    /// <summary>Null when the request may go on.</summary>
    public static Reply? Refuse(
        Exchange exchange, XboxProofKey? inBody, XboxToken? device, DeviceKeyBinding binding, TimeSpan? window, bool required,
        EmulatedSignaturePolicy? policy = null)
    {
        policy ??= Usual;
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
            finding = SignatureFinding.Bad("the proof key is not the one that the device token is bound to");
        else if (foreignKey)
            exchange.Note = "the proof key is not the device token's; let in by lenient binding";
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
        if (exchange.Signature.Verdict is not SignatureVerdict.Deferred) return;
        XboxSignatureHeader header = XboxSignatureHeader.Parse(exchange.Headers["Signature"].ToString())!;
        XboxSignedRequest request = new(exchange.Method, exchange.Target, exchange.Headers.Authorization.ToString(), exchange.Body);
        issued.Deferred = new DeferredSignature(exchange, request.Hash(header.Version, header.FileTime), header.Signature);
    }

    public static void Settle(Exchange exchange, XboxToken presented, XboxProofKey? key)
    {
        if (presented.Deferred is not { } deferred || key is null) return;
        presented.Deferred = null;
        exchange.Consequences.Add(deferred.Settle(key, exchange));
    }
}
