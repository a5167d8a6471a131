using GameAuth.Providers;

namespace GameAuth.Toy.Tests;

/// <summary>The model with another door, which shows the device's token before there is an account.</summary>
internal sealed class OnDeviceToyProvider : ToyProvider
{
    private readonly ToyDeviceTokens _deviceTokens;

    public OnDeviceToyProvider(ProviderContext context, ToyOptions options)
        : base(context, options) => _deviceTokens = new ToyDeviceTokens(new ToyDevices(options.DeviceScope), Service);

    protected override async Task<AccountBinding> PromptAsync(ToySignIn how, AccountId account, CancellationToken cancellationToken)
    {
        Secret code = (await how.Prompt.AskAsync(new PasteChallenge("code", Service.CodePage) { Account = account }, cancellationToken))!;
        await using PendingAccount pending = await Context.PrepareAsync(account, cancellationToken);
        ToyDeviceToken device = await pending.GetTokenAsync(_deviceTokens, cancellationToken: cancellationToken);
        ToyAnswer answer;
        try
        {
            answer = await RedeemAsync(code, device, cancellationToken);
        }
        catch (ProviderException refusal) when (refusal.Code is "device_expired" && pending.Refuse(_deviceTokens, device))
        {
            device = await pending.GetTokenAsync(_deviceTokens, cancellationToken: cancellationToken);
            answer = await RedeemAsync(code, device, cancellationToken);
        }

        return await pending.BeginAsync(Grants, answer.Grant, cancellationToken);
    }

    private Task<ToyAnswer> RedeemAsync(Secret code, ToyDeviceToken device, CancellationToken cancellationToken) =>
        Service.PostAsync("signin", isRepeatable: false, cancellationToken, ("code", code), ("device_token", device.Token));
}
