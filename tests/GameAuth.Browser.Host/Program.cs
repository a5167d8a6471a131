using System.Globalization;
using GameAuth;

// GameAuth.Browser.Host <browser> <folder> <page> <origin> <key> [port]
DevToolsPrompt prompt = new()
{
    BrowserPath = args[0],
    ProfileFolder = args[1],
    Port = args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : null,
};
BrowserValueChallenge challenge = new(new Uri(args[2]), new Uri(args[3]), args[4]) { Account = new AccountId("toy", "default", "0000000000000000000000madeup") };
try
{
    Secret? answer = await prompt.AskAsync(challenge, CancellationToken.None);
    Console.WriteLine($"answer {answer!.Reveal().Length}");
}
catch (GameAuthException failure)
{
    Console.WriteLine(failure.GetType().Name);
}
