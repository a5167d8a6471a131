namespace GameAuth.Torture;

/// <summary>A process that opens the store, needs a token once, and tells what it got.</summary>
internal static class OneUseChild
{
    public const string Command = "one-use-child";
    public const string Ready = "ready";
    public const string Good = "good";

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        using ChildPipe pipe = new();
        TimeSpan limit = TimeSpan.FromSeconds(arguments.Int("limit", 30, 1, 3600));
        await using GameAuthGrantUser user = new(arguments.Text("directory", ""), new Uri(arguments.Text("server", "")), limit);
        await user.OpenAsync();
        pipe.Say(Ready);
        while (await pipe.HearAsync() is not null)
        {
            try
            {
                await user.UseAsync();
                pipe.Say(Good);
            }
            catch (GameAuthException failure)
            {
                pipe.Say($"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}");
            }
        }

        return new Outcome(HasHeld: true, "");
    }
}
