global using Countersign.SignIn.Prompts;
global using Countersign.SignIn.Users;
global using Countersign.SignIn.Users.Administration;
global using Countersign.SignIn.Users.Enrolment;
global using Countersign.SignIn.Users.Passwords;
global using Countersign.SignIn.Users.Sessions;
global using Countersign.SignIn.Users.SigningIn;
global using Countersign.SignIn.Ways;
