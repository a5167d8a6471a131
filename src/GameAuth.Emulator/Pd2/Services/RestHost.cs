using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary>The services over HTTP: the method of Feathers is the method of HTTP, the id is the last part of the path, the query is written in brackets.</summary>
internal sealed class RestHost(Pd2Authority authority)
{
    private static readonly (string Verb, string Method, bool? HasId)[] Verbs =
    [
        ("GET", FeathersMethod.Find, false), ("GET", FeathersMethod.Get, true), ("POST", FeathersMethod.Create, false),
        ("PUT", FeathersMethod.Update, true), ("PATCH", FeathersMethod.Patch, null), ("DELETE", FeathersMethod.Remove, null),
    ];

    public IEnumerable<EmulatedRoute> Routes() =>
        from service in authority.Services.All
        from verb in Verbs
        where service.Methods.Contains(verb.Method)
        select new EmulatedRoute(verb.Verb, path => Fits(service.Path, verb.HasId, path), _ => service.StepOf(verb.Method), exchange => Answer(exchange, service, verb.Method));

    private static bool Fits(string service, bool? hasId, string path)
    {
        if (!path.StartsWith('/') || !path.AsSpan(1).StartsWith(service, StringComparison.Ordinal)) { return false; }
        string rest = path[(service.Length + 1)..];
        bool named = rest.Length > 1 && rest[0] == '/' && rest.IndexOf('/', 1) < 0;
        return named ? hasId is not false : rest.Length == 0 && hasId is not true;
    }

    private Reply Answer(Exchange exchange, Pd2Service service, string method)
    {
        Pd2Call? call = null;
        try
        {
            authority.Watch.Look(exchange, exchange.Step);
            if (exchange.Step != Pd2Steps.Session + FeathersMethod.Create) { authority.Watch.Look(exchange.Body.Span, exchange.Step + " body"); }
            string rest = exchange.Path[(service.Path.Length + 1)..];
            FeathersCall asked = new(method, service.Path) { Id = rest.Length > 1 ? rest[1..] : null, Query = NestedQuery.Read(exchange.Target), Data = FeathersMethod.TakesData(method) ? DataOf(exchange) : [] };
            call = new Pd2Call(asked, LoginOf(exchange, service), exchange.Now);
            authority.Services.Count(asked);
            JsonNode result = authority.Services.Run(call);
            return Reply.Of(method == FeathersMethod.Create ? 201 : 200, result);
        }
        catch (FeathersException refused)
        {
            exchange.Note = refused.Message;
            return Reply.Of(refused.Error.Code, refused.Error.ToJson(authority.IsFeathers4));
        }
        finally
        {
            exchange.Note = call?.Note ?? exchange.Note;
            foreach (TokenMention one in call?.Issued ?? []) { exchange.MentionIssued(one); }
            foreach (TokenMention one in call?.Spent ?? []) { exchange.MentionSpent(one); }
        }
    }

    /// <summary>Who asks for no login is not asked whether the token is good.</summary>
    private Pd2Token? LoginOf(Exchange exchange, Pd2Service service)
    {
        (Pd2Token? Token, FeathersError? Error)? found = authority.Bearer(exchange, token => token.Kind is Pd2TokenKind.Access || (token.Kind is Pd2TokenKind.Website && authority.Options.WebsiteTokenAtRest));
        return found is { Error: { } error } && !service.IsPublic ? throw new FeathersException(error) : found?.Token;
    }

    private static JsonObject DataOf(Exchange exchange)
    {
        if (exchange.Body.IsEmpty) { return []; }
        if (!exchange.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase)) { throw new FeathersException(400, "send application/json"); }
        try
        {
            return JsonNode.Parse(exchange.Body.Span) as JsonObject ?? throw new FeathersException(400, "the body must be an object");
        }
        catch (JsonException)
        {
            throw new FeathersException(400, "the body is no JSON");
        }
    }
}
