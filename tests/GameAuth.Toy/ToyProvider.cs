using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>Chain, doors and identity.</summary>
internal sealed class ToyProvider : Provider<ToyAccount, ToySignIn>, IToyAuth
{
    private readonly ToyOptions _options;
    private readonly ToyDevices _devices;
    private readonly ToyDeviceTokens _deviceTokens;

    public ToyProvider(ProviderContext context, ToyOptions options)
        : base(context)
    {
        _options = options;
        Service = new ToyService(context, options);
        _devices = new ToyDevices(options.DeviceScope);
        _deviceTokens = new ToyDeviceTokens(_devices, Service);
        Grants = new ToyGrants(Service);
        Badges = new ToyBadges(Service);
        Sessions = new ToySessions(Grants, _deviceTokens, Badges, Service);
        Badges.Sessions = Sessions;
        Authenticator = new ToyAuthenticator(options, Sessions);
        Service.Use(Authenticator);
    }

    public ToyService Service { get; }

    public ToyGrants Grants { get; }

    public ToySessions Sessions { get; }

    public ToyBadges Badges { get; }

    protected override RequestAuthenticator Authenticator { get; }

    protected override ToyAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(ToySignIn door, AccountId account, CancellationToken cancellationToken)
    {
        PasteChallenge challenge = new("code", new Uri(_options.EndpointOf(ToyOptions.Auth), "/code")) { Account = account };
        Secret code = await door.Prompt.AskAsync(challenge, cancellationToken).ConfigureAwait(false)
            ?? throw new SignInRequiredException("The player gave no code; call SignInAsync again.", SignInReason.Declined) { Provider = ToyDefaults.Provider, Step = "code" };
        return door.OnDevice
            ? await BeginOnDeviceAsync(account, code, cancellationToken).ConfigureAwait(false)
            : await Context.BeginAsync(account, Grants, await Service.RedeemAsync(code, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) => from is ToyImport
        ? Context.ImportAsync(from, _options.ClientId, Grants, new ToySessionImporter(_devices), options, cancellationToken)
        : base.TakeOverAsync(from, options, cancellationToken);

    protected override async Task<PlayerIdentity> IdentifyAsync(ToyAccount account, CancellationToken cancellationToken)
    {
        ToySession session = await account.GetSessionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(session.Subject, session.Name);
    }

    private async Task<AccountBinding> BeginOnDeviceAsync(AccountId account, Secret code, CancellationToken cancellationToken)
    {
        PendingAccount pending = await Context.PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        await using (pending.ConfigureAwait(false))
        {
            for (bool isAgain = false; ; isAgain = true)
            {
                ToyDeviceToken device = await pending.GetTokenAsync(_deviceTokens, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (await Service.RedeemAsync(code, device.Token, cancellationToken).ConfigureAwait(false) is { } first)
                {
                    return await pending.BeginAsync(Grants, first, cancellationToken).ConfigureAwait(false);
                }

                ToyLog.DeviceRefused(Context.Log, isAgain);
                if (isAgain || !pending.Refuse(_deviceTokens, device))
                {
                    throw new ProviderException("toy: the device is refused.", 401, "device_expired", isTransient: true) { Provider = ToyDefaults.Provider, Step = "signin" };
                }
            }
        }
    }
}
