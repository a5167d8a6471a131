namespace GameAuth.Emulator.Hosting;

/// <summary>One vendor host served on a loopback port of its own, so that paths and signed targets are as live.</summary>
internal sealed class EmulatedHost(string name, string dnsName, params IReadOnlyList<EmulatedRoute> routes)
{
    /// <summary>The short name: the endpoint key of the configuration and the first half of a step name.</summary>
    public string Name { get; } = name;

    public string DnsName { get; } = dnsName;

    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    public int Port => BaseAddress.Port;

    public EmulatedRoute? Match(string method, string path) =>
        routes.FirstOrDefault(route => route.Serves(path) && route.Method == method);

    public IEnumerable<string> MethodsOf(string path) =>
        routes.Where(route => route.Serves(path)).Select(route => route.Method);

    public void BindTo(int port) => BaseAddress = new Uri($"http://127.0.0.1:{port}/");
}
