using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Mints device tokens: <c>POST /device/authenticate</c>, contract version 1, signed with the device's key.</summary>
internal sealed class DeviceTokens(XboxAuthClient client, XboxOptions options, XboxDeviceIdentities identities)
    : TokenSource<DeviceToken>("device", identities.DescendantScope, RefreshBehavior.Remint, XboxRowJsonContext.Default.DeviceToken)
{
    protected override async Task<DeviceToken> MintAsync(MintContext<DeviceToken> mint, CancellationToken deadline)
    {
        XboxDeviceIdentity device = await mint.ParentAsync(identities).ConfigureAwait(false);
        ProofKey key = identities.OpenKey(device);
        DeviceForm form = DeviceForm.Of(options.Device, device);
        DeviceAuthenticateRequest body = new()
        {
            Properties = new()
            {
                Id = form.Id,
                DeviceType = form.DeviceType,
                SerialNumber = form.SerialNumber,
                Version = options.DeviceVersion,
                ProofKey = XboxProofKeyJwk.FromKey(key.Key),
            },
        };
        XboxSignedCall call = new(
            "device", XboxEndpoint.Device, "/device/authenticate",
            JsonSerializer.SerializeToUtf8Bytes(body, XboxJson.Default.DeviceAuthenticateRequest)) { ContractVersion = 1 };
        ProviderResponse answer = await client.PostAsync(call, key, deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw client.ReadRefusal(answer).ToException();
        }

        XboxTokenReader token = new(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody), "");
        return new DeviceToken { Token = token.Token, ExpiresAt = client.ToLocal(token.NotAfter) };
    }
}
