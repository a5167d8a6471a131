using System.Security.Cryptography;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints device tokens: <c>POST /device/authenticate</c>, contract version 1, signed with the device's key.</summary>
internal sealed class DeviceTokens(XboxAuthClient client, XboxOptions options, XboxDeviceIdentities identities)
    : TokenSource<DeviceToken>("device", identities.DescendantScope, RefreshBehavior.Remint, XboxRowJson.Default.DeviceToken)
{
    protected override async Task<DeviceToken> MintAsync(MintContext<DeviceToken> mint, CancellationToken deadline)
    {
        XboxDeviceIdentity device = await mint.ParentAsync(identities).ConfigureAwait(false);
        ProofKey key = identities.OpenKey(device);
        DeviceAuthenticateRequest body = new() { Properties = DeviceProperties.Of(options, device, key.Key) };
        XboxSignedCall call = XboxSignedCall.Of(Name, XboxEndpoint.Device, "/device/authenticate", body, XboxJson.Default.DeviceAuthenticateRequest);
        ProviderResponse answer = await client.PostAsync(call, key, deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw client.ReadRefusal(answer).ToException();
        }

        XboxTokenReader token = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody));
        return new DeviceToken { Token = token.Token, ExpiresAt = client.ToLocal(token.NotAfter) };
    }
}

/// <summary>The token of a device, bound to the key of its identity.</summary>
internal sealed class DeviceToken : IToken
{
    public required Secret Token { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The body of <c>/device/authenticate</c>.</summary>
internal sealed class DeviceAuthenticateRequest
{
    public required DeviceProperties Properties { get; init; }
    public string RelyingParty { get; } = XboxDefaults.AuthRelyingParty;
    public string TokenType { get; } = "JWT";
}

/// <summary>The device that <c>/device/authenticate</c> is asked a token for.</summary>
internal sealed class DeviceProperties
{
    public string AuthMethod { get; } = "ProofOfPossession";
    public required string Id { get; init; }
    public required string DeviceType { get; init; }
    public string? SerialNumber { get; init; }
    public required string Version { get; init; }
    public required XboxProofKeyJwk ProofKey { get; init; }

    /// <summary>Describes a device. Each kind writes its id in the way that the clients of that kind do.</summary>
    public static DeviceProperties Of(XboxOptions options, XboxDeviceIdentity device, ECDsa key)
    {
        string id = device.Id.ToString("D");
        string upper = id.ToUpperInvariant();
        (string type, string written, string? serial) = options.Device switch
        {
            XboxDeviceKind.Android => ("Android", $"{{{id}}}", null),
            XboxDeviceKind.IOS => ("iOS", upper, null),
            XboxDeviceKind.PlayStation => ("PlayStation", id, null),
            XboxDeviceKind.Win32 => ("Win32", $"{{{upper}}}", $"{{{upper}}}"),
            XboxDeviceKind.Xbox => ("Xbox", $"{{{upper}}}", $"{{{upper}}}"),
            _ => ("Nintendo", $"{{{id}}}", device.SerialNumber ?? $"{{{device.Serial:D}}}"),
        };
        return new DeviceProperties { Id = written, DeviceType = type, SerialNumber = serial, Version = options.DeviceVersion, ProofKey = XboxProofKeyJwk.FromKey(key) };
    }
}
