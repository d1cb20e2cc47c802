import { createBrowserRouter, RouterProvider } from 'react-router';
import { InvitationPage } from '../pages/invitation/invitation-page.js';
import { NewUserPage } from '../pages/new-user/new-user-page.js';
import { LostPage, NotFoundPage } from '../pages/not-found/not-found-page.js';
import { SignInPage } from '../pages/sign-in/sign-in-page.js';
import { UserPage } from '../pages/user/user-page.js';
import { UsersPage } from '../pages/users/users-page.js';
import { WelcomePage } from '../pages/welcome/welcome-page.js';
import { Broken } from './broken.js';
import { Home } from './home.js';
import { ManagersOnly } from './managers-only.js';
import { SessionGate } from './session-gate.js';

const router = createBrowserRouter([
  {
    errorElement: <Broken />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      { path: '/invitation/:token?', element: <InvitationPage /> },
      {
        element: <SessionGate />,
        children: [
          { path: '/', element: <Home /> },
          { path: '/welcome', element: <WelcomePage /> },
          { path: '/users/:id', element: <UserPage /> },
          {
            element: <ManagersOnly />,
            children: [
              { path: '/users', element: <UsersPage /> },
              { path: '/users/new', element: <NewUserPage /> },
            ],
          },
          { path: '/users/*', element: <NotFoundPage /> },
        ],
      },
      { path: '*', element: <LostPage /> },
    ],
  },
]);

export function App() {
  return <RouterProvider router={router} />;
}
