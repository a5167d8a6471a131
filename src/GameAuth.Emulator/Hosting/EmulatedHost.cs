namespace GameAuth.Emulator.Hosting;

/// <summary>One vendor host served on a loopback port of its own, so that paths and signed targets are as live.</summary>
internal sealed class EmulatedHost(string name, string dnsName, params IReadOnlyList<EmulatedRoute> routes)
{
    /// <summary>The short name: the endpoint key of the configuration and the first half of a step name.</summary>
    public string Name { get; } = name;

    public string DnsName { get; } = dnsName;

    /// <summary>Looks at every request to a known path before a fault may keep it from its answer: what came once has come, also when nobody answered.</summary>
    public Action<Exchange>? Arrived { get; init; }

    /// <summary>Looks at every answer before it is sent, also at one that a fault made.</summary>
    public Action<Exchange, Reply>? Answered { get; init; }

    /// <summary>The authority that something before the emulator asks for it by, such as <c>discord.com</c>; null where nothing is there.</summary>
    public string? PublicAuthority { get; init; }

    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    public int Port => BaseAddress.Port;

    public EmulatedRoute? Match(string method, string path) =>
        routes.FirstOrDefault(route => route.Serves(path) && route.Method == method);

    public IEnumerable<string> MethodsOf(string path) =>
        routes.Where(route => route.Serves(path)).Select(route => route.Method);

    public void BindTo(int port) => BaseAddress = new Uri($"http://127.0.0.1:{port}/");
}

/// <summary>A path of a host: which requests it takes, what step of the flow they are, and what answers them.</summary>
internal sealed record EmulatedRoute(
    string Method, Func<string, bool> Serves, Func<Exchange, string> StepOf, Func<Exchange, Reply> Answer)
{
    public static EmulatedRoute At(string method, string path, string step, Func<Exchange, Reply> answer) =>
        new(method, requested => requested == path, _ => step, answer);

    public static EmulatedRoute At(string method, string path, Func<Exchange, string> stepOf, Func<Exchange, Reply> answer) =>
        new(method, requested => requested == path, stepOf, answer);

    /// <summary>A path with places; the exchange knows what stands in them.</summary>
    public static EmulatedRoute Under(string method, string template, string step, Func<Exchange, Reply> answer)
    {
        PathTemplate path = new(template);
        return new(method, path.Fits, _ => step, exchange =>
        {
            exchange.Places = path.Read(exchange.Path)!;
            return answer(exchange);
        });
    }
}

/// <summary>
/// A path with places: <c>/users/{user}/titles/titleId({title})</c>. A place is one segment, or a part of one between texts, and
/// never empty.
/// </summary>
internal sealed class PathTemplate(string template)
{
    private readonly Part[] _parts = [.. template.Split('/').Select(Part.Of)];

    public bool Fits(string path) => Read(path) is not null;

    /// <returns>What stands in the places, in their order; null when the path is another one.</returns>
    public string[]? Read(string path)
    {
        string[] segments = path.Split('/');
        if (segments.Length != _parts.Length) { return null; }
        List<string> values = [];
        for (int index = 0; index < segments.Length; index++)
        {
            if (!_parts[index].Reads(segments[index], values)) { return null; }
        }

        return [.. values];
    }

    private sealed record Part(string Before, bool HasPlace, string After)
    {
        public static Part Of(string segment)
        {
            int open = segment.IndexOf('{', StringComparison.Ordinal);
            return open < 0
                ? new Part(segment, false, "")
                : new Part(segment[..open], true, segment[(segment.IndexOf('}', StringComparison.Ordinal) + 1)..]);
        }

        public bool Reads(string segment, List<string> values)
        {
            if (!HasPlace) { return segment == Before; }
            if (segment.Length <= Before.Length + After.Length) { return false; }
            if (!segment.StartsWith(Before, StringComparison.Ordinal) || !segment.EndsWith(After, StringComparison.Ordinal)) { return false; }
            values.Add(segment[Before.Length..^After.Length]);
            return true;
        }
    }
}
