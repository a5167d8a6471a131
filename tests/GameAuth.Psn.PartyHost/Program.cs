using GameAuth;
using GameAuth.Psn.PartyHost;

// Arguments: the store's directory and an npsso. Each line of input is a step of a party; each line of output its end. Where the service is, is told in the environment.
await using PartyProgram program = await PartyProgram.StartAsync([], args[0], args[1]);
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    try
    {
        await program.StepAsync(line);
        Console.WriteLine("done");
    }
    catch (GameAuthException error)
    {
        Console.WriteLine($"{error.GetType().Name}: {error.Message}");
    }
}
