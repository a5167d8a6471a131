using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Discord;
using GameAuth.Emulator.Discord.Client;
using GameAuth.Emulator.Discord.Webhooks;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the emulated Discord while it runs. Thread safe. Where an application's id may be null, the first application is meant.</summary>
public sealed class DiscordEmulator
{
    private const string Loopback = "127.0.0.1";

    private readonly DiscordAuthority? _authority;
    private readonly ActivityClient? _client;
    private readonly EmulatorCore _core;

    internal DiscordEmulator(DiscordProvider? provider, EmulatorCore core) => (_authority, _client, _core) = (provider?.Authority, provider?.Client, core);

    /// <summary>The people who can sign in.</summary>
    public IReadOnlyList<EmulatedDiscordUser> Users => Authority.Owners;

    /// <summary>The applications that are registered.</summary>
    public IReadOnlyList<EmulatedDiscordApplication> Applications => Authority.Applications;

    /// <summary>The activity instances that run.</summary>
    public IReadOnlyList<EmulatedDiscordInstance> Instances => _core.Locked<IReadOnlyList<EmulatedDiscordInstance>>(() => [.. Authority.Instances.Values]);

    /// <summary>How long codes and tokens live; a change applies to those given out from then on.</summary>
    public DiscordLifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>What a banned address is answered with; may be changed while it runs.</summary>
    public DiscordBanStyle BanStyle
    {
        get => _core.Locked(() => Authority.Options.BanStyle);
        set => _core.Locked(() => Authority.Options.BanStyle = value);
    }

    /// <summary>What Activities have written to their consoles, which the embedded SDK sends to the client: a level and a message each, in their order.</summary>
    /// <exception cref="EmulatorException">There is no client.</exception>
    public IReadOnlyList<string> ConsoleLines => _core.Locked<IReadOnlyList<string>>(() => [.. Client.Rpc.ConsoleLines]);

    private ActivityClient Client => _client ?? throw new EmulatorException("This emulator has no Discord client: set DiscordEmulatorOptions.Client.");

    private DiscordAuthority Authority => _authority ?? throw new EmulatorException("This emulator does not serve Discord: add 'discord' to EmulatorOptions.Providers.");

    /// <summary>The page of the client that frames the Activity.</summary>
    /// <param name="username">Who uses it; null for the client's own.</param>
    /// <param name="instanceId">The activity instance; null for the first one, or a made-up one.</param>
    /// <returns>The address, at the client's origin.</returns>
    /// <exception cref="EmulatorException">There is no client, or nobody is called so.</exception>
    public Uri ActivityPage(string? username = null, string? instanceId = null) => Client.AddressOf(username is null ? null : Named(username).Username, instanceId);

    /// <summary>The user's id.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <returns>A snowflake.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string IdOf(string username) => Named(username).Id;

    /// <summary>The Ed25519 public key of an application, as the developer portal shows it and <c>verify_key</c> tells it.</summary>
    /// <param name="applicationId">The application.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    /// <exception cref="EmulatorException">There is no such application.</exception>
    public string PublicKeyOf(string? applicationId = null) => Authority.PublicKeyOf(Application(applicationId));

    /// <summary>Signs any bytes with an application's key: for requests to the application that this emulator does not send itself.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="applicationId">The application.</param>
    /// <returns>64 bytes of Ed25519 (RFC 8032).</returns>
    /// <exception cref="EmulatorException">There is no such application.</exception>
    public byte[] Sign(ReadOnlyMemory<byte> message, string? applicationId = null) => Authority.KeyOf(Application(applicationId)).Sign(message.Span);

    /// <summary>The user allows an Activity in the Discord client, which hands its code to the page. The token request of such a code has no <c>redirect_uri</c>.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <param name="scope">What is allowed, its words separated by spaces.</param>
    /// <param name="codeChallenge">The S256 challenge (RFC 7636) of the page; null where it sent none.</param>
    /// <param name="applicationId">The application.</param>
    /// <returns>The code.</returns>
    /// <exception cref="EmulatorException">Nobody is called so, there is no such application, it has registered no redirect (live: RPC error 5000), or the challenge has another form.</exception>
    public string CreateActivityCode(string username, string scope = "identify", string? codeChallenge = null, string? applicationId = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        EmulatedDiscordApplication application = Application(applicationId);
        if (application.RedirectUris.Count == 0) { throw new EmulatorException($"The application {application.Id} has registered no redirect, so the Discord client gives its Activity no code (5000). Add any address to its RedirectUris."); }
        if (codeChallenge is not null && !CodeChallenge.IsWellFormed(codeChallenge)) { throw new EmulatorException("A code challenge is 43 characters of base64url (S256)."); }
        return _core.Locked(() => Authority.NewActivityCode(Named(username), application, scope, codeChallenge).Value);
    }

    /// <summary>An access token of a user, as an Activity would hold it after its sign-in.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <param name="scope">What it allows, its words separated by spaces.</param>
    /// <param name="applicationId">For which application.</param>
    /// <returns>The token.</returns>
    /// <exception cref="EmulatorException">Nobody is called so, or there is no such application.</exception>
    public string IssueAccessToken(string username, string scope = "identify", string? applicationId = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return _core.Locked(() =>
        {
            TokenFamily<EmulatedDiscordUser> family = new(Named(username), Application(applicationId).Id, scope);
            Authority.Mint(family, _core.Clock.Now);
            return family.AccessToken!.Value;
        });
    }

    /// <summary>The user unlinks an application: every token of that authorization ends, and the application is sent <c>APPLICATION_DEAUTHORIZED</c> if it has an address.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <param name="applicationId">The application.</param>
    /// <returns>Whether there was something to end; otherwise nothing is sent.</returns>
    /// <exception cref="EmulatorException">Nobody is called so, or there is no such application.</exception>
    public bool Deauthorize(string username, string? applicationId = null) => _core.Locked(() => Authority.Deauthorize(Named(username), Application(applicationId)));

    /// <summary>Begins to send an application an event of any type, signed and retried as every other.</summary>
    /// <param name="type">Its type, such as <c>APPLICATION_AUTHORIZED</c>.</param>
    /// <param name="data">What it says.</param>
    /// <param name="applicationId">To which application.</param>
    /// <exception cref="EmulatorException">There is no such application, or it has no address.</exception>
    public void SendEvent(string type, JsonObject data, string? applicationId = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(data);
        EmulatedDiscordApplication application = WithWebhook(applicationId);
        _core.Locked(() => Authority.Webhooks.Send(application, WebhookBody.Event(application, type, data.DeepClone().AsObject(), _core.Clock.Now)));
    }

    /// <summary>Sends a PING once, as Discord does when an address is saved and from time to time after: 204 is right, and 401 where the signature is wrong.</summary>
    /// <param name="isSignedWell">Whether the signature is right.</param>
    /// <param name="applicationId">To which application.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The status of the answer; 0 where there was none within 3 seconds.</returns>
    /// <exception cref="EmulatorException">There is no such application, or it has no address.</exception>
    public Task<int> SendPingAsync(bool isSignedWell = true, string? applicationId = null, CancellationToken cancellationToken = default)
    {
        EmulatedDiscordApplication application = WithWebhook(applicationId);
        return Authority.Webhooks.AttemptAsync(application, application.WebhookUri!, WebhookBody.Ping(application), isSignedWell).WaitAsync(cancellationToken);
    }

    /// <summary>Starts an activity instance, or puts another in the place of the one with its id.</summary>
    /// <param name="instance">The instance.</param>
    /// <exception cref="EmulatorException">It makes no sense, or names somebody whom nobody knows.</exception>
    public void SetInstance(EmulatedDiscordInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (DiscordCheck.ProblemOf(instance, Authority.Owners, Authority.Applications) is { } problem) { throw new EmulatorException($"The instance makes no sense: {problem}."); }
        _core.Locked(() => Authority.Instances[instance.InstanceId] = instance);
    }

    /// <summary>Ends an activity instance.</summary>
    /// <param name="instanceId">Which.</param>
    /// <returns>Whether there was one.</returns>
    public bool EndInstance(string instanceId) => _core.Locked(() => Authority.Instances.Remove(instanceId));

    /// <summary>Bans an address, whatever it asked.</summary>
    /// <param name="duration">For how long, by the emulator's clock; null for the ban's usual time.</param>
    /// <param name="address">The client's address. Default: <c>127.0.0.1</c>.</param>
    public void Ban(TimeSpan? duration = null, string address = Loopback) => _core.Locked(() => Authority.Bans.Ban(address, _core.Clock.Now + (duration ?? Authority.Options.BanDuration)));

    /// <summary>Whether an address is banned now.</summary>
    /// <param name="address">The client's address. Default: <c>127.0.0.1</c>.</param>
    /// <returns>Whether it is.</returns>
    public bool IsBanned(string address = Loopback) => _core.Locked(() => Authority.Bans.IsBanned(address, _core.Clock.Now));

    /// <summary>How many answers of 401, 403 and 429 count against an address now.</summary>
    /// <param name="address">The client's address. Default: <c>127.0.0.1</c>.</param>
    /// <returns>The number; 0 once it is banned.</returns>
    public int InvalidRequestsOf(string address = Loopback) => _core.Locked(() => Authority.Bans.InvalidRequestsOf(address, _core.Clock.Now));

    /// <summary>Forgets what was counted against rate limits, what counts towards bans, and every ban.</summary>
    public void ClearLimits() => _core.Locked(() =>
    {
        Authority.Limits.Clear();
        Authority.Bans.Clear();
    });

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(DiscordTokenKind kind) => _core.Locked(() => Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now));

    /// <summary>Forgets every token of a kind, so that it was never given out.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(DiscordTokenKind kind) => _core.Locked(() => Authority.Tokens.RemoveWhere(token => token.Kind == kind));

    private EmulatedDiscordApplication WithWebhook(string? applicationId) => Application(applicationId) is { WebhookUri: not null } application
        ? application
        : throw new EmulatorException("The application has no webhook address: set its WebhookUri.");

    private EmulatedDiscordApplication Application(string? id) => id is null
        ? Authority.Applications[0]
        : Authority.Find(id) ?? throw new EmulatorException($"The emulator has no application '{id}'. Add it to DiscordEmulatorOptions.Applications.");

    private EmulatedDiscordUser Named(string username) => Authority.OwnerCalled(username)
        ?? throw new EmulatorException($"The emulator has no Discord user '{username}'. Add the user to DiscordEmulatorOptions.Users.");
}
