using GameAuth.Torture;

return await Commands.RunAsync(args);
