namespace GameAuth.Emulator.Hosting;

/// <summary>A path of a host: which requests it takes, what step of the flow they are, and what answers them.</summary>
internal sealed record EmulatedRoute(
    string Method, Func<string, bool> Serves, Func<Exchange, string> StepOf, Func<Exchange, Reply> Answer)
{
    public static EmulatedRoute At(string method, string path, string step, Func<Exchange, Reply> answer) =>
        new(method, requested => requested == path, _ => step, answer);

    public static EmulatedRoute At(string method, string path, Func<Exchange, string> stepOf, Func<Exchange, Reply> answer) =>
        new(method, requested => requested == path, stepOf, answer);

    /// <summary>A path with places; the answer gets what stands in them.</summary>
    public static EmulatedRoute Under(string method, string template, string step, Func<Exchange, string[], Reply> answer)
    {
        PathTemplate path = new(template);
        return new(method, path.Fits, _ => step, exchange => answer(exchange, path.Read(exchange.Path)!));
    }
}
