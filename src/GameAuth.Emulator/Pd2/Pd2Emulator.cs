using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2;
using GameAuth.Emulator.Pd2.Services;
using GameAuth.Emulator.Pd2.Socket;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the hosts of Project Diablo 2 while they run. Thread safe.</summary>
public sealed class Pd2Emulator
{
    private readonly Pd2Authority? _authority;
    private readonly EmulatorCore _core;

    internal Pd2Emulator(Pd2Authority? authority, EmulatorCore core)
    {
        _authority = authority;
        _core = core;
    }

    /// <summary>The people who can sign in.</summary>
    public IReadOnlyList<EmulatedPd2Player> Players => Authority.Owners;

    /// <summary>How long codes and tokens live; a change applies to those given out from then on.</summary>
    public Pd2Lifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>How many clients are on the socket, signed in or not.</summary>
    public int Connections => _core.Locked(() => Authority.Hub.Connections.Count);

    /// <summary>How often each method of each service was called, over the socket and over HTTP, as <c>find market/listing</c>. A call counts when it has arrived, answered or not.</summary>
    public IReadOnlyDictionary<string, int> Calls => _core.Locked<IReadOnlyDictionary<string, int>>(() => new Dictionary<string, int>(Authority.Services.Calls, StringComparer.Ordinal));

    /// <summary>How many calls of <c>game/*</c> came sooner after the player's last one than <see cref="Pd2EmulatorOptions.GameInterval"/> allows.</summary>
    public int HastyCalls => _core.Locked(() => Authority.Services.HastyCalls);

    /// <summary>Where a website token came, other than in the data of a new <c>security/session</c>: the step, and <c>address</c>, <c>header</c> or <c>body</c> of a request. Empty for a client that keeps it to itself.</summary>
    public IReadOnlyList<string> StrayTokens => _core.Locked<IReadOnlyList<string>>(() => [.. Authority.Watch.Sightings]);

    /// <summary>What is on the market now, as the service would show it; a snapshot.</summary>
    public JsonArray Listings => _core.Locked(() => new JsonArray([.. Authority.Services.Listings.Documents.Select(one => one.DeepClone())]));

    private Pd2Authority Authority => _authority ?? throw new EmulatorException("This emulator does not serve PD2: add 'pd2' to EmulatorOptions.Providers.");

    /// <summary>A new website token of a player, as the page would leave it in the browser.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <returns>A JWT.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string WebsiteTokenOf(string username) => _core.Locked(() => Authority.IssueWebsite(Named(username), _core.Clock.Now).Value);

    /// <summary>Something happens to every open socket.</summary>
    /// <param name="trouble">What.</param>
    /// <returns>How many were struck.</returns>
    public int Strike(Pd2SocketTrouble trouble) => _core.Locked(() =>
    {
        Pd2Connection[] struck = [.. Authority.Hub.Connections];
        foreach (Pd2Connection one in struck) { Strike(one, trouble); }
        return struck.Length;
    });

    /// <summary>Frozen sockets go on: what came meanwhile is read, and what is late is sent.</summary>
    public void Thaw() => _core.Locked(() =>
    {
        foreach (Pd2Connection one in Authority.Hub.Connections) { one.Session.Engine.Socket.Thaw(); }
    });

    /// <summary>Pushes an event to everybody who is signed in on the socket as a player.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <param name="name">The name of the event, such as <c>social/message pushed</c>.</param>
    /// <param name="data">What it carries.</param>
    /// <param name="times">How often each client gets it; the service is known to repeat itself.</param>
    /// <returns>How many clients were told.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public int Push(string username, string name, JsonNode data, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        return _core.Locked(() =>
        {
            EmulatedPd2Player player = Named(username);
            int told = 0;
            for (int time = 0; time < times; time++) { told = Authority.Hub.Push(name, data, one => one.Id == player.Id); }
            return told;
        });
    }

    /// <summary>A player writes to another, who is told by <c>social/message pushed</c>.</summary>
    /// <param name="from">Who writes; case does not matter.</param>
    /// <param name="to">Who reads; case does not matter.</param>
    /// <param name="content">The text.</param>
    /// <returns>The id of the message.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string SendMessage(string from, string to, string content) =>
        _core.Locked(() => Authority.Services.Messages.Send(Named(from), Named(to), content, _core.Clock.Now)["_id"]!.GetValue<string>());

    /// <summary>A player makes an offer for a listing; the seller is told by <c>system/notification pushed</c>.</summary>
    /// <param name="by">Who offers; case does not matter.</param>
    /// <param name="listingId">The id of the listing.</param>
    /// <param name="offer">The offer's text.</param>
    /// <returns>The id of the offer.</returns>
    /// <exception cref="EmulatorException">Nobody is called so, or there is no such listing.</exception>
    public string MakeOffer(string by, string listingId, string offer) => _core.Locked(() =>
    {
        JsonObject listing = Authority.Services.Listings.WithId(listingId) ?? throw new EmulatorException($"The emulator has no listing '{listingId}'. Use an id of Listings.");
        return Authority.Services.Offers.Add(OfferService.Of(listing, Named(by), offer, null), Named(by), _core.Clock.Now)["_id"]!.GetValue<string>();
    });

    /// <summary>Puts a stash in the place of what the player's account had in that mode and ladder.</summary>
    /// <param name="username">Who; case does not matter.</param>
    /// <param name="stash">What lies in it from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so, or the account is not the player's.</exception>
    public void SetStash(string username, EmulatedPd2Stash stash)
    {
        ArgumentNullException.ThrowIfNull(stash);
        _core.Locked(() =>
        {
            EmulatedPd2Player player = Named(username);
            if (!player.Owns(stash.Account)) { throw new EmulatorException($"{player.Username} has no game account '{stash.Account}'. Use one of: {string.Join(", ", player.GameAccounts)}."); }
            Authority.Services.All.OfType<StashService>().Single().Put(player, stash);
        });
    }

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over; logins on the socket end with theirs. A JWT's own <c>exp</c> stays as it is.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(Pd2TokenKind kind) => _core.Locked(() =>
    {
        int ended = Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now);
        foreach (Pd2Connection one in Authority.Hub.Connections.ToList()) { one.EndIfOver(); }
        return ended;
    });

    /// <summary>Forgets every token of a kind, so that it was never given out.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(Pd2TokenKind kind) => _core.Locked(() => Authority.Tokens.RemoveWhere(token => token.Kind == kind));

    private static void Strike(Pd2Connection one, Pd2SocketTrouble trouble)
    {
        switch (trouble)
        {
            case Pd2SocketTrouble.Freeze: one.Session.Engine.Socket.Freeze(); break;
            case Pd2SocketTrouble.HalfOpen: one.Session.Engine.Socket.Mute(); break;
            case Pd2SocketTrouble.Reset: one.Session.Engine.Drop("the emulator reset the connection"); break;
            case Pd2SocketTrouble.Close: one.Session.Engine.Close("the emulator closed"); break;
            default: one.Session.Disconnect(); break;
        }
    }

    private EmulatedPd2Player Named(string username) => Authority.OwnerCalled(username)
        ?? throw new EmulatorException($"The emulator has no PD2 player '{username}'. Add the player to Pd2EmulatorOptions.Players.");
}
