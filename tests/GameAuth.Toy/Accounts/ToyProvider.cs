using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Toy;

internal sealed class ToyProvider : Provider<ToyAccount>, IToyAuth
{
    private readonly ToyOptions _options;
    private readonly ToyAuthClient _wire;
    private readonly ToyGrants _grants;
    private readonly ToyDevices _devices;
    private readonly ToyDeviceTokens _deviceTokens;

    public ToyProvider(ProviderContext context, ToyOptions options)
        : base(context)
    {
        _options = options;
        ILogger<Exchange> log = context.Services.GetRequiredService<ILogger<Exchange>>();
        _wire = new ToyAuthClient(
            new Exchange(context.CreateAuthClient(), context.Pacer, new ServerClock(context.Time), ToyDefaults.Provider, log), options, context.Time);
        _devices = new ToyDevices(options.DeviceScope);
        _deviceTokens = new ToyDeviceTokens(_devices, _wire);
        _grants = new ToyGrants(_wire);
        Badges = new ToyBadges(_wire);
        Sessions = new ToySessions(_grants, _deviceTokens, Badges, _wire);
        Badges.Sessions = Sessions;
        Scheme = new ToyAuthenticator(options, Sessions);
    }

    public ToySessions Sessions { get; }

    public ToyBadges Badges { get; }

    public ToyAuthenticator Scheme { get; }

    protected override ToyAccount CreateHandle(AccountBinding binding) => new(binding, this, _grants, _wire);

    protected override async Task<AccountBinding> PromptAsync(SignIn how, AccountId account, CancellationToken cancellationToken)
    {
        ToySignIn door = (ToySignIn)how;
        PasteChallenge challenge = new("code", new Uri(_options.AuthBase, "code")) { Account = account };
        Secret code = await door.Prompt.AskAsync(challenge, cancellationToken).ConfigureAwait(false)
            ?? throw new SignInRequiredException("The player gave no code; call SignInAsync again.", SignInReason.Declined) { Provider = ToyDefaults.Provider, Step = "code" };
        if (door.OnDevice)
        {
            return await BeginOnDeviceAsync(account, code, cancellationToken).ConfigureAwait(false);
        }

        ToyGrant first = await _wire.RedeemAsync(code, cancellationToken).ConfigureAwait(false);
        return await Context.BeginAsync(account, _grants, first, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccountBinding> BeginOnDeviceAsync(AccountId account, Secret code, CancellationToken cancellationToken)
    {
        PendingAccount pending = await Context.PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        await using (pending.ConfigureAwait(false))
        {
            for (bool isAgain = false; ; isAgain = true)
            {
                ToyDeviceToken device = await pending.GetTokenAsync(_deviceTokens, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (await _wire.RedeemAsync(code, device.Token, cancellationToken).ConfigureAwait(false) is { } first)
                {
                    return await pending.BeginAsync(_grants, first, cancellationToken).ConfigureAwait(false);
                }

                if (isAgain || !pending.Refuse(_deviceTokens, device))
                {
                    throw new ProviderException("toy: the device is refused.", 401, "device_expired", isTransient: true) { Provider = ToyDefaults.Provider, Step = "signin" };
                }
            }
        }
    }

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) =>
        from is ToyImport
            ? Context.ImportAsync(from, _options.ClientId, _grants, new ToySessionImporter(_devices), options, cancellationToken)
            : base.TakeOverAsync(from, options, cancellationToken);

    protected override async Task<PlayerIdentity> IdentifyAsync(ToyAccount account, CancellationToken cancellationToken)
    {
        ToySession session = await account.GetTokenAsync(Sessions, ToySessions.Api, cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(session.Subject, session.Name);
    }
}
