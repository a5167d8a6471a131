using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary>All services, whichever way they are called. Not thread safe: the emulator serializes access.</summary>
internal sealed class Pd2Services
{
    private readonly Pd2Authority _authority;
    private readonly Dictionary<string, DateTimeOffset> _lastGameCall = new(StringComparer.Ordinal);

    public Pd2Services(Pd2Authority authority)
    {
        _authority = authority;
        Listings = new ListingService(authority);
        Offers = new OfferService(authority, Listings);
        Listings.Offers = Offers;
        Messages = new MessageService(authority);
        All = [new SessionService(authority), Listings, new ArchiveService(Listings), Offers, new StashService(authority), .. PublicGameService.All(authority), Messages.Conversations, Messages, Offers.Notifications];
    }

    public ListingService Listings { get; }

    public OfferService Offers { get; }

    public MessageService Messages { get; }

    public IReadOnlyList<Pd2Service> All { get; }

    /// <summary>How often each method of each service was called, as <c>find market/listing</c>.</summary>
    public Dictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    public int HastyCalls { get; private set; }

    public Pd2Service? Find(string path) => All.FirstOrDefault(service => service.Path == path);

    /// <summary>Counts a call that has arrived, also when nobody answers it.</summary>
    public void Count(FeathersCall call)
    {
        string name = $"{call.Method} {call.Path}";
        Calls[name] = Calls.GetValueOrDefault(name) + 1;
    }

    /// <exception cref="FeathersException">The service refuses.</exception>
    public JsonNode Run(Pd2Call call)
    {
        FeathersCall asked = call.Feathers;
        Pd2Service service = Find(asked.Path) ?? throw new FeathersException(404, $"Service '{asked.Path}' not found");
        if (!service.Methods.Contains(asked.Method)) { throw new FeathersException(405, $"Method `{asked.Method}` is not supported by this endpoint."); }
        if (!service.IsPublic && call.Login is null) { throw new FeathersException(FeathersError.NoLogin("Not authenticated")); }
        if (_authority.Options.EnforceScopes && call.Login is { Family: { } family } && !service.IsIn(family.Scopes, asked.Method))
        {
            call.Note = "the scope has no word for it";
            throw new FeathersException(403, "insufficient scope");
        }

        if (asked.Path.StartsWith("game/", StringComparison.Ordinal)) { Pace(call); }
        return service.Answer(call);
    }

    private void Pace(Pd2Call call)
    {
        string who = call.Login?.Player.Id ?? "";
        bool isHasty = _lastGameCall.TryGetValue(who, out DateTimeOffset last) && call.Now - last < _authority.Options.GameInterval;
        if (!isHasty || !_authority.Options.EnforceGameInterval) { _lastGameCall[who] = call.Now; }
        if (!isHasty) { return; }
        HastyCalls++;
        call.Note = "too soon after the last call of game/*";
        if (_authority.Options.EnforceGameInterval) { throw new FeathersException(429, "Too many requests"); }
    }
}

/// <summary>A call on its way through the services, and what its event will say.</summary>
internal sealed class Pd2Call(FeathersCall call, Pd2Token? login, DateTimeOffset now)
{
    public FeathersCall Feathers => call;

    /// <summary>Who calls: the token that the connection or the request is signed in with.</summary>
    public Pd2Token? Login { get; set; } = login;

    public DateTimeOffset Now => now;

    public EmulatedPd2Player Player => Login!.Player;

    public List<TokenMention> Issued { get; } = [];

    public List<TokenMention> Spent { get; } = [];

    public string? Note { get; set; }
}

/// <summary>A service: its path, its name in step names, and the word that OAuth scopes have for it.</summary>
internal abstract class Pd2Service(string path, string noun, string? scope, params IReadOnlyList<string> methods)
{
    public string Path => path;

    public IReadOnlyList<string> Methods => methods;

    /// <summary>Whether it asks for no login.</summary>
    public bool IsPublic { get; protected init; }

    public string StepOf(string method) => $"pd2.{noun}.{method}";

    public abstract JsonNode Answer(Pd2Call call);

    /// <summary>Whether a scope has the service's word, with the verb that the method is; <c>stash</c> alone is an older spelling. Making an offer is an update, since there is no other word.</summary>
    public bool IsIn(IReadOnlyList<string> scopes, string method)
    {
        if (scope is null) { return true; }
        string verb = method switch
        {
            FeathersMethod.Create => scope == "offer" ? "update" : "create",
            FeathersMethod.Update or FeathersMethod.Patch => scope == "message" ? "read" : "update",
            FeathersMethod.Remove => "delete",
            _ => "read",
        };
        return scopes.Contains(scope + ":" + verb) || scopes.Contains(scope);
    }
}
