using System.Globalization;
using GameAuth.Emulator.Discord;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale;
using GameAuth.Emulator.Pd2;
using GameAuth.Emulator.Psn;
using GameAuth.Emulator.Xbox;

namespace GameAuth.Emulator;

/// <summary>
/// The vendors' sign-in services on loopback, strict and with faults on demand. It knows the wire and nothing of the SDK, so
/// that both cannot share a mistake. Thread safe. Dispose it to free the ports.
/// </summary>
public sealed class GameAuthEmulator : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly EmulatorCore _core;
    private readonly IReadOnlyList<EmulatedProvider> _providers;

    private GameAuthEmulator(LoopbackServer server, EmulatorCore core, IReadOnlyList<EmulatedProvider> providers)
    {
        _server = server;
        _core = core;
        _providers = providers;
        Hosts = providers.SelectMany(provider => provider.Hosts).ToDictionary(host => host.DnsName, host => host.BaseAddress).AsReadOnly();
        Dictionary<string, string?> configuration = new() { ["GameAuth:AllowLoopbackHttp"] = "true" };
        foreach ((string key, string? value) in providers.SelectMany(provider => provider.Configuration)) { configuration[key] = value; }
        Configuration = configuration.AsReadOnly();
        Xbox = new XboxEmulator(providers.OfType<XboxProvider>().FirstOrDefault()?.Authority, core);
        Hytale = new HytaleEmulator(providers.OfType<HytaleProvider>().FirstOrDefault()?.Authority, core);
        Psn = new PsnEmulator(providers.OfType<PsnProvider>().FirstOrDefault()?.Authority, core);
        Pd2 = new Pd2Emulator(providers.OfType<Pd2Provider>().FirstOrDefault()?.Authority, core);
        Discord = new DiscordEmulator(providers.OfType<DiscordProvider>().FirstOrDefault(), core);
    }

    /// <summary>Each emulated host by its live name, such as <c>sisu.xboxlive.com</c>, and the base address that stands for it.</summary>
    public IReadOnlyDictionary<string, Uri> Hosts { get; }

    /// <summary>
    /// The configuration that points the SDK at this emulator: the base address of every host, a synthetic client id, and
    /// <c>GameAuth:AllowLoopbackHttp</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; }

    /// <summary>Every request so far.</summary>
    public EmulatorLog Log => _core.Log;

    /// <summary>The faults to come.</summary>
    public FaultPlan Faults => _core.Faults;

    /// <summary>The sign-ins to come.</summary>
    public SignInQueue SignIns => _core.SignIns;

    /// <summary>The people who can sign in.</summary>
    public IReadOnlyList<EmulatedPlayer> Players => _core.Players;

    /// <summary>What a test may do to the Xbox hosts.</summary>
    public XboxEmulator Xbox { get; }

    /// <summary>What a test may do to the Hytale hosts and the gateway.</summary>
    public HytaleEmulator Hytale { get; }

    /// <summary>What a test may do to the PlayStation Network hosts.</summary>
    public PsnEmulator Psn { get; }

    /// <summary>What a test may do to the hosts of Project Diablo 2.</summary>
    public Pd2Emulator Pd2 { get; }

    /// <summary>What a test may do to the emulated Discord.</summary>
    public DiscordEmulator Discord { get; }

    /// <summary>How far the server's clock is ahead of the injected time; may be changed while it runs.</summary>
    public TimeSpan ClockSkew
    {
        get => _core.Clock.Skew;
        set => _core.Clock.Skew = value;
    }

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The running emulator.</returns>
    /// <exception cref="EmulatorException">A setting makes no sense, or a port is in use.</exception>
    public static async Task<GameAuthEmulator> StartAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        IReadOnlyList<EmulatedPlayer> players = options.Players.Count > 0 ? [.. options.Players] : [EmulatedPlayer.Default];
        if (players.Select(PlayerCheck.ProblemOf).OfType<string>().FirstOrDefault() is { } problem)
        {
            throw new EmulatorException($"EmulatorOptions.Players: {problem}.");
        }

        IReadOnlyList<EmulatedHytaleAccount> accounts = HytaleAuthority.AccountsOf(options.Hytale);
        if (HytaleAccountCheck.ProblemOf(accounts) is { } wrong) { throw new EmulatorException($"HytaleEmulatorOptions.Accounts: {wrong}."); }
        IReadOnlyList<EmulatedPsnPlayer> psnPlayers = PsnAuthority.PlayersOf(options.Psn);
        if (PsnPlayerCheck.ProblemOf(psnPlayers) is { } odd) { throw new EmulatorException($"PsnEmulatorOptions.Players: {odd}."); }
        if (options.Psn.Parties.Select(party => EmulatedPsnParty.ProblemOf(party, psnPlayers)).OfType<string>().FirstOrDefault() is { } unfit) { throw new EmulatorException($"PsnEmulatorOptions.Parties: {unfit}."); }
        IReadOnlyList<EmulatedPd2Player> pd2Players = Pd2Authority.PlayersOf(options.Pd2);
        if (Pd2PlayerCheck.ProblemOf(pd2Players) is { } strange) { throw new EmulatorException($"Pd2EmulatorOptions.Players: {strange}."); }
        if (DiscordCheck.ProblemOf(options.Discord) is { } misfit) { throw new EmulatorException($"DiscordEmulatorOptions: {misfit}."); }
        IReadOnlyList<EmulatedDiscordUser> discordUsers = DiscordAuthority.UsersOf(options.Discord);
        HashSet<string> places = ["*"];
        EmulatorCore core = new(
            new EmulatorClock(options.TimeProvider, options.ClockSkew),
            new EmulatorLog(options.LogCapacity),
            new FaultPlan(places),
            new SignInQueue([.. options.SignIns], name => players.Any(player => player.IsCalled(name)) || accounts.Any(account => account.IsCalled(name)) || psnPlayers.Any(player => player.IsCalled(name)) || pd2Players.Any(player => player.IsCalled(name)) || discordUsers.Any(user => user.IsCalled(name))),
            players);
        EmulatedProvider[] providers = [.. Select(options.Providers, new XboxProvider(core, options.Xbox), new HytaleProvider(core, options.Hytale), new PsnProvider(core, options.Psn), new Pd2Provider(core, options.Pd2), new DiscordProvider(core, options.Discord))];
        EmulatedHost[] hosts = [.. providers.SelectMany(provider => provider.Hosts)];
        places.UnionWith(hosts.Select(host => host.Name));
        places.UnionWith(providers.SelectMany(provider => provider.Steps));
        foreach (Fault fault in options.Faults) { core.Faults.Add(fault); }
        CheckPorts(options.FirstPort, hosts.Length);
        EmulatorApplication application = new(core, hosts);
        LoopbackServer server = await LoopbackServer.StartAsync(hosts, options.FirstPort, application, cancellationToken).ConfigureAwait(false);
        return new GameAuthEmulator(server, core, providers);
    }

    /// <summary>Ends all connections, stops what is still to be sent, and frees the ports.</summary>
    /// <returns>When that is done.</returns>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        foreach (EmulatedProvider provider in _providers) { await provider.DisposeAsync().ConfigureAwait(false); }
    }

    private static IEnumerable<EmulatedProvider> Select(IList<string> wanted, params IReadOnlyList<EmulatedProvider> known)
    {
        string? stranger = wanted.FirstOrDefault(name => known.All(provider => provider.Name != name));
        if (stranger is not null)
        {
            throw new EmulatorException($"The emulator has no provider '{stranger}'. Use one of: {string.Join(", ", known.Select(provider => provider.Name))}.");
        }

        return known.Where(provider => wanted.Count == 0 || wanted.Contains(provider.Name));
    }

    private static void CheckPorts(int? first, int count)
    {
        if (first is { } port && (port < 1 || port + count - 1 > 65535))
        {
            throw new EmulatorException(string.Create(CultureInfo.InvariantCulture, $"The first port {port} does not leave room for {count} ports. Use a number from 1 to {65536 - count}."));
        }
    }
}

/// <summary>The emulator cannot start or do what was asked; the message names the setting and the fix.</summary>
public sealed class EmulatorException : Exception
{
    internal EmulatorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
